/** From where to where in a text; `to` is behind it. */
export type Span = readonly [from: number, to: number];

export interface View {
  readonly text: string;
  /** Where a span of the view lies in what was viewed. */
  readonly back: (span: Span) => Span;
}

/** The text with every match replaced; `undefined`: there is none. */
export function viewOf(text: string, pattern: RegExp, replaced: (match: RegExpExecArray) => string): View | undefined {
  const parts: string[] = [];
  /** Where each part begins, in the text and in the view; one that was replaced is of one piece, so long in the text. */
  const places: { readonly inText: number; readonly inView: number; readonly whole: number | undefined }[] = [];
  let from = 0;
  let length = 0;
  const add = (part: string, inText: number, whole?: number): void => {
    if (part === '') return;
    parts.push(part);
    places.push({ inText, inView: length, whole });
    length += part.length;
  };
  for (const match of text.matchAll(pattern)) {
    add(text.slice(from, match.index), from);
    add(replaced(match), match.index, match[0].length);
    from = match.index + match[0].length;
  }
  if (from === 0) return undefined;
  add(text.slice(from), from);
  const placeOf = (at: number) => {
    let low = 0;
    for (let high = places.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if (places[middle]!.inView <= at) low = middle;
      else high = middle - 1;
    }
    return places[low]!;
  };
  const back = ([begin, end]: Span): Span => {
    const first = placeOf(begin);
    const last = placeOf(end - 1);
    return [
      first.whole === undefined ? first.inText + begin - first.inView : first.inText,
      last.inText + (last.whole ?? end - last.inView),
    ];
  };
  return { text: parts.join(''), back };
}
