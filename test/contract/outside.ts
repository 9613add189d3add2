import { expect } from 'vitest';
import type { Smtp, Web } from '../../src/ports/outside.ts';
import { given, never } from './laboratory.ts';
import { contract } from './promise.ts';

export interface OutsideFixture {
  readonly web: Web;
  readonly smtp: Smtp;
  /** A web server with a site: `host` answers 200 with a certificate, `redirecting` leads to it, `otherHost` has no certificate there. */
  readonly site: {
    readonly address: string;
    readonly host: string;
    readonly redirecting: string;
    readonly otherHost: string;
  };
  readonly mail: {
    readonly address: string;
    readonly host: string;
    readonly recipient: string;
    readonly nobody: string;
  };
  /** An address where nobody listens. */
  readonly deadAddress: string;
  close(): Promise<void>;
}

/** Every promise of the port `Web`. */
export function webContract(
  name: string,
  open: () => Promise<OutsideFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const get = ({ web, site }: OutsideFixture, host: string, scheme: 'http' | 'https' = 'https', path = '/') =>
    web.get({ scheme, host, address: site.address, path }, never());
  contract<OutsideFixture>(`${name} keeps its promises as a visitor`, open, skip, {
    'a page comes with status, headers in small letters, body and a certificate a browser would take': async (
      fixture,
    ) => {
      const page = await get(fixture, fixture.site.host);
      expect(page).toMatchObject({ outcome: 'answer', status: 200, certificate: { valid: true } });
      expect(page.headers!['content-type']).toContain('text/html');
      expect(page.body).toContain('<html');
      expect(page.certificate!.hosts).toContain(fixture.site.host);
      expect(page.certificate!.expiresMs).toBeGreaterThan(page.atMs);
    },
    'a redirect is answered, not followed': async (fixture) => {
      const page = await get(fixture, fixture.site.redirecting);
      expect(page).toMatchObject({ outcome: 'answer', status: 301 });
      expect(page.headers!['location']).toBe(`https://${fixture.site.host}/`);
    },
    'plain http has no certificate': async (fixture) => {
      const page = await get(fixture, fixture.site.host, 'http');
      expect(page.outcome).toBe('answer');
      expect(page.certificate).toBeUndefined();
    },
    'a certificate for other names is not valid, and says why': async (fixture) => {
      const page = await get(fixture, fixture.site.otherHost);
      expect(page.certificate).toMatchObject({ valid: false });
      expect(page.certificate!.why).toBeTruthy();
    },
    'a page that is not there is an answer too': async (fixture) => {
      const page = await get(fixture, fixture.site.host, 'https', '/niet-hier');
      expect(page).toMatchObject({ outcome: 'answer', status: 404 });
    },
    'where nobody listens it is unreachable, or a timeout': async ({ web, site, deadAddress }) => {
      const page = await web.get({ scheme: 'http', host: site.host, address: deadAddress, path: '/' }, never());
      expect(['unreachable', 'timeout']).toContain(page.outcome);
    },
    'what was given up is no answer, and does not reject': async ({ web, site }) => {
      const page = await web.get({ scheme: 'http', host: site.host, address: site.address, path: '/' }, given());
      expect(['not-asked', 'unreachable', 'timeout']).toContain(page.outcome);
    },
  });
}

/** Every promise of the port `Smtp`. */
export function smtpContract(
  name: string,
  open: () => Promise<OutsideFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  contract<OutsideFixture>(`${name} keeps its promises as a mail server that asks`, open, skip, {
    'a recipient that is there is accepted, with banner and reply': async ({ smtp, mail }) => {
      const answer = await smtp.wouldAccept(mail, never());
      expect(answer.outcome).toBe('accepted');
      expect(answer.banner).toMatch(/^220[ -]/);
      expect(answer.reply).toMatch(/^250[ -]/);
    },
    'one that is not is refused, with the reply': async ({ smtp, mail }) => {
      const answer = await smtp.wouldAccept({ ...mail, recipient: mail.nobody }, never());
      expect(answer.outcome).toBe('refused');
      expect(answer.reply).toMatch(/^550[ -]/);
    },
    'asking leaves no message: it may be asked again': async ({ smtp, mail }) => {
      for (let round = 0; round < 3; round++) expect((await smtp.wouldAccept(mail, never())).outcome).toBe('accepted');
    },
    'where nobody listens it is unreachable, or a timeout': async ({ smtp, mail, deadAddress }) => {
      const answer = await smtp.wouldAccept({ ...mail, address: deadAddress }, never());
      expect(['unreachable', 'timeout']).toContain(answer.outcome);
    },
    'what was given up is no answer, and does not reject': async ({ smtp, mail }) => {
      expect(['not-asked', 'unreachable', 'timeout']).toContain((await smtp.wouldAccept(mail, given())).outcome);
    },
  });
}
