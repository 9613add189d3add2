// Looks for a newer page every minute, and puts in what is new: where one is on the page stays. Of a file it can only load the whole again.
setInterval(async () => {
  if (document.hidden) return;
  if (location.protocol === 'file:') return location.reload();
  const answer = await fetch(location.href, { cache: 'no-cache' }).catch(() => undefined);
  if (!answer?.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const style = (page) => page.querySelector('link[rel=stylesheet]')?.getAttribute('href');
  if (style(next) !== style(document)) return location.reload();
  const [now, then] = [next.getElementById('main'), document.getElementById('main')];
  if (now === null || now.innerHTML === then.innerHTML) return;
  then.replaceChildren(...document.importNode(now, true).childNodes);
  document.title = next.title;
}, 60_000);
