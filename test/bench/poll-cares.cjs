// The same questions in the same order through node:dns (c-ares), its answers compared too. Settings as for poll-run.ts.
const { Resolver } = require('node:dns');
const { readFileSync } = require('node:fs');

const { N, WINDOW, RESOLVERS, NAMES, DNS_PORT } = process.env;
const count = Number(N);
const lines = readFileSync(NAMES, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split(' '));
const resolvers = RESOLVERS.split(',').map((address) => {
  const resolver = new Resolver({ timeout: 2000, tries: 5 });
  resolver.setServers([`${address}:${DNS_PORT}`]);
  return resolver;
});
const expected = new Map();
let next = 0;
let left = count;
let wrong = 0;

function ask() {
  if (next >= count) return;
  const item = next++;
  const [name, type] = lines[Math.floor(item / resolvers.length) % lines.length];
  resolvers[item % resolvers.length].resolve(name, type, (error, answer) => {
    const said = error === null ? JSON.stringify(answer.toSorted()) : error.code;
    const known = expected.get(type);
    if (known === undefined) expected.set(type, said);
    if (error !== null || (known ?? said) !== said) wrong++;
    if (--left === 0) report();
    ask();
  });
}
function report() {
  const { user, system } = process.cpuUsage(begunCpu);
  console.log(
    `${Math.round((count * 1000) / (performance.now() - begunMs))} q/s, ${((user + system) / count).toFixed(2)} µs CPU/query`,
  );
  process.exit(wrong === 0 ? 0 : 1);
}

const begunCpu = process.cpuUsage();
const begunMs = performance.now();
for (let place = 0; place < Number(WINDOW); place++) ask();
