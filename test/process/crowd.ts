import { golive, stopped } from './daemon.ts';
import type { Lab } from './lab.ts';

/** A second `serve` and one `tick` after the other. Answers, at its end, how many ticks there were and which did not end well. */
export function crowd({ configFile }: Lab): { end(): Promise<{ ticks: number; ill: string[] }> } {
  const second = golive(['serve'], configFile);
  const ill: string[] = [];
  let ticks = 0;
  let going = true;
  const ticking = (async () => {
    for (; going; ticks++) {
      const { code, err } = await golive(['tick'], configFile).ended;
      if (code !== 0 || err !== '') ill.push(`tick ended with ${code}: ${err}`);
    }
  })();
  return {
    async end() {
      going = false;
      await ticking;
      const { code, err } = await stopped(second);
      if (code !== 0) ill.push(`serve ended with ${code}: ${err}`);
      return { ticks, ill };
    },
  };
}
