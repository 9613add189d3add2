// It stands with the toy world, which runs on it too and may not import from here.
export { type ClockScale, scaledClock } from '../../simulation/process/scaled-clock.ts';
