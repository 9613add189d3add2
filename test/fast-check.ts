import fc from 'fast-check';

/**
 * The drawing of every property, from one number, so that two runs of the same code say the same. `GOLIVE_DRAWS` is another number:
 * `npm run test:long -- properties` draws anew each time.
 */
fc.configureGlobal({ seed: Number(process.env['GOLIVE_DRAWS'] ?? 20_261_121) });

export default fc;
