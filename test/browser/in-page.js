// Runs inside the pages that are looked at, as text: it has no part in golive's types.
globalThis.seenByGolive = {
  async axe(tags) {
    const { violations } = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => {
        const why = failureSummary.split('\n').slice(1, 3).join(' ').trim();
        return `${id}: ${target.join(' ')} (${why})`;
      }),
    );
  },

  tooSmall({ selector, least }) {
    return [...document.querySelectorAll(selector)].flatMap((element) => {
      const own = element.getBoundingClientRect();
      const isSeen =
        own.width > 1 && own.height > 1 && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
      // A link within a sentence may be as small as its letters (WCAG 2.5.8).
      const isInSentence =
        element.matches('a') &&
        getComputedStyle(element).display === 'inline' &&
        element.closest('p, li, td, dd, h1, h2, h3, th, summary') !== null;
      // Who hits its label hits it.
      const boxes = [own, ...[...(element.labels ?? [])].map((label) => label.getBoundingClientRect())];
      const isSmall = !boxes.some(({ width, height }) => height >= least - 0.5 && width >= least - 0.5);
      const words = (element.textContent || element.getAttribute('name') || '').trim().slice(0, 40);
      return isSeen && !isInSentence && isSmall
        ? [`${element.tagName} "${words}" ${Math.round(own.width)}×${Math.round(own.height)}`]
        : [];
    });
  },

  sticksOut() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isCut = (element) => {
      for (let above = element.parentElement; above !== null; above = above.parentElement)
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(above).overflowX)) return true;
      return false;
    };
    const out = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && !isCut(element),
    );
    return [
      `${scrollWidth} px in ${clientWidth}`,
      ...out
        .slice(-3)
        .map(
          (element) => `${element.tagName}.${element.getAttribute('class')} ${element.textContent.trim().slice(0, 40)}`,
        ),
    ];
  },
};
