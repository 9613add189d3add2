/** CPU time of the work in milliseconds; the best of five, so that a busy machine does not fail the test. */
export function cpuMs(work: () => unknown): number {
  const once = () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  return Math.min(once(), once(), once(), once(), once());
}
