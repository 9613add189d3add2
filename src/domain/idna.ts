// The only place that takes IDNA (UTS 46) from Node; the rest of the domain has no imports from outside but createHash.
export { domainToASCII, domainToUnicode } from 'node:url';
