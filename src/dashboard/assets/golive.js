// Keeps a page fresh: asks for it again when something happened, and puts in only what is new.
(() => {
  const POLL_MS = 30_000;
  const SETTLE_MS = 400;
  const live = document.getElementById('live');
  const main = () => document.getElementById('main');
  let due;
  let told;
  let source;
  let running = false;
  let sentAt = 0;

  /** How long ago; `data-now` is golive's own clock. */
  const loadedAt = Date.now();
  const ago = () => {
    const now = Number(main().dataset.now) + Date.now() - (sentAt || loadedAt);
    if (!Number.isFinite(now)) return;
    const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const minutes = Math.round((Date.parse(time.dateTime) - now) / 60_000);
      const [amount, unit] =
        minutes > -60 ? [minutes, 'minute'] : minutes > -1440 ? [minutes / 60, 'hour'] : [minutes / 1440, 'day'];
      if (minutes > -1) continue;
      let note = time.nextElementSibling;
      if (note?.className !== 'ago') {
        note = document.createElement('span');
        note.className = 'ago';
        time.after(note);
      }
      note.textContent = ` (${words.format(Math.round(amount), unit)})`;
    }
  };

  const say = (text, withReload) => {
    live.textContent = text;
    clearTimeout(told);
    if (text === live.dataset.changed) told = setTimeout(say, 5000, '');
    if (!withReload) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = live.dataset.reload;
    button.addEventListener('click', () => location.assign(main().dataset.self));
    live.append(button);
  };

  /** Typed or ticked, and not sent yet. */
  const isTyped = (field) =>
    field.type === 'checkbox' || field.type === 'radio'
      ? field.checked !== field.defaultChecked
      : field.tagName === 'SELECT'
        ? [...field.options].some((option) => option.selected !== option.defaultSelected)
        : field.value !== field.defaultValue;

  const place = (element) =>
    element.id ||
    `${element.closest('[id]')?.id} ${element.getAttribute('name') ?? element.getAttribute('href') ?? element.textContent}`;

  /** Puts the new page in the old one's place, and leaves what somebody has opened, typed and looks at as it is. */
  const put = (next) => {
    const old = main();
    const typed = [...old.querySelectorAll('input, select, textarea')].filter(
      (field) => field.type !== 'hidden' && isTyped(field),
    );
    for (const field of typed) {
      const twin = field.id && next.querySelector(`#${CSS.escape(field.id)}`);
      if (!twin) return say(live.dataset.newer, true); // what was typed has no place: the reader decides
      if ('checked' in field) twin.checked = field.checked;
      twin.value = field.value;
    }
    const open = new Set([...old.querySelectorAll('details[open]')].map((one) => one.id).filter(Boolean));
    for (const one of next.querySelectorAll('details[id]')) if (open.has(one.id)) one.open = true;
    const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
    const caret = focused && 'selectionStart' in focused ? [focused.selectionStart, focused.selectionEnd] : undefined;
    const key = focused && place(focused);
    const at = [scrollX, scrollY];
    const notice = old.querySelector(':scope > .notice[role="status"]');
    old.replaceWith(next);
    if (notice && !next.querySelector(':scope > .notice')) next.prepend(notice);
    const same =
      key &&
      [...next.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]')].find(
        (one) => place(one) === key,
      );
    same?.focus({ preventScroll: true });
    if (same && caret && caret[0] !== null) same.setSelectionRange?.(...caret);
    scrollTo(...at);
    say(live.dataset.changed);
  };

  const refresh = async () => {
    if (running || document.hidden) return;
    running = true;
    try {
      const answer = await fetch(main().dataset.self, {
        headers: { Accept: 'text/html', 'If-None-Match': main().dataset.tag },
      });
      if (answer.redirected) return location.reload(); // signed out meanwhile
      if (answer.status === 304) {
        if (live.textContent === live.dataset.offline) say('');
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.getElementById('main');
      if (!next) return;
      sentAt = Date.now();
      document.title = page.title;
      put(document.importNode(next, true));
      ago();
    } catch {
      say(live.dataset.offline);
    } finally {
      running = false;
    }
  };

  const soon = () => {
    clearTimeout(due);
    due = setTimeout(refresh, SETTLE_MS);
  };

  const listen = () => {
    if (document.hidden) {
      source?.close();
      source = undefined;
      return;
    }
    if (source) return;
    source = new EventSource(main().dataset.live);
    for (const news of ['migration', 'look', 'open']) source.addEventListener(news, soon);
  };

  // A second click sends nothing a second time.
  document.addEventListener('submit', (event) => {
    const { target } = event;
    if (target.method !== 'post' || event.defaultPrevented) return;
    if (target.getAttribute('aria-busy') === 'true') return event.preventDefault();
    target.setAttribute('aria-busy', 'true');
  });
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) form.removeAttribute('aria-busy');
  });

  // What was said is told once.
  history.replaceState(null, '', location.href.replace(/[?&]said=[\w-]+/, ''));

  ago();
  setInterval(ago, POLL_MS);
  if (!main()?.dataset.live) return;
  listen();
  setInterval(refresh, POLL_MS);
  document.addEventListener('visibilitychange', () => {
    listen();
    if (!document.hidden) soon();
  });
})();
