import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, integer, moment, objectId, octets, sequence, set, tagged, utf8, yes } from './der.ts';

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/** Before any moment a laboratory plays in. */
const FROM_MS = Date.UTC(2000, 0, 1);
const CA_UNTIL_MS = Date.UTC(2099, 0, 1);
const NAME = 'golive toy authority';

export interface Identity {
  readonly keyPem: string;
  readonly certificatePem: string;
}

/** A certificate authority that lives as long as its process: its key is never written anywhere. */
export interface Authority {
  readonly certificatePem: string;
  /** A server's key and certificate; hosts are names or addresses. Valid from long ago until `expiresMs`. */
  issue(hosts: readonly string[], expiresMs: number): Identity;
}

export function createAuthority(): Authority {
  const own = newKeys();
  const ownId = keyId(own.publicKey);
  const build = (subject: string, key: KeyObject, untilMs: number, extensions: readonly Buffer[]) => {
    const algorithm = sequence(objectId(OID.ecdsaWithSha256));
    const body = sequence(
      tagged(0, true, integer(Buffer.of(2))), // version 3
      integer(randomBytes(16)),
      algorithm,
      named(NAME),
      sequence(moment(FROM_MS), moment(untilMs)),
      named(subject),
      key.export({ type: 'spki', format: 'der' }),
      tagged(3, true, sequence(...extensions)),
    );
    return pem(sequence(body, algorithm, bits(sign('sha256', body, own.privateKey))));
  };
  const caExtensions = [
    extension(OID.basicConstraints, sequence(yes()), true),
    extension(OID.keyUsage, bits(Buffer.of(0x06), 1), true), // keyCertSign, cRLSign
    extension(OID.subjectKeyId, octets(ownId)),
  ];
  return {
    certificatePem: build(NAME, own.publicKey, CA_UNTIL_MS, caExtensions),
    issue(hosts, expiresMs) {
      const { publicKey, privateKey } = newKeys();
      const certificatePem = build(hosts[0] ?? 'nobody', publicKey, expiresMs, [
        extension(OID.basicConstraints, sequence(), true),
        extension(OID.keyUsage, bits(Buffer.of(0x80), 7), true), // digitalSignature
        extension(OID.extendedKeyUsage, sequence(objectId(OID.serverAuth))),
        extension(OID.subjectKeyId, octets(keyId(publicKey))),
        extension(OID.authorityKeyId, sequence(tagged(0, false, ownId))),
        extension(OID.subjectAltName, sequence(...hosts.map(alternativeName))),
      ]);
      return { keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificatePem };
    },
  };
}

function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function named(commonName: string): Buffer {
  return sequence(set(sequence(objectId(OID.commonName), utf8(commonName.slice(0, 64)))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return critical ? sequence(objectId(id), yes(), octets(value)) : sequence(objectId(id), octets(value));
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 4) return tagged(7, false, Buffer.from(host.split('.').map(Number)));
  return tagged(2, false, Buffer.from(host.replace(/\.$/, ''), 'ascii'));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
