import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { World } from '../types.ts';
import type { Authority } from './certificates.ts';
import type { Listener } from './listen.ts';

export function openHttpServer(world: World, address: string, port: number): Promise<Listener> {
  return listen(createServer(serve(world, address, 'http')), address, port);
}

/** Presents the certificate that the world's server has for the asked name at that moment; for a name it does not know, one for itself. */
export function openHttpsServer(world: World, authority: Authority, address: string, port: number): Promise<Listener> {
  const contexts = new Map<string, SecureContext>();
  const own = authority.issue([address], Date.UTC(2049, 0, 1));
  const contextFor = (host: string): SecureContext | undefined => {
    const certificate = world.web(address, { scheme: 'https', host, path: '/' })?.certificate;
    if (certificate === undefined || certificate.hosts.length === 0) return undefined;
    const known = `${certificate.hosts.join(' ')} ${certificate.expiresMs}`;
    const context = contexts.get(known) ?? contextOf(authority.issue(certificate.hosts, certificate.expiresMs));
    contexts.set(known, context);
    return context;
  };
  const server = createSecureServer(
    {
      key: own.keyPem,
      cert: own.certificatePem,
      SNICallback: (host, done) => done(null, contextFor(host.toLowerCase())),
    },
    serve(world, address, 'https'),
  );
  return listen(server, address, port);
}

function contextOf(identity: { readonly keyPem: string; readonly certificatePem: string }): SecureContext {
  return createSecureContext({ key: identity.keyPem, cert: identity.certificatePem });
}

function serve(world: World, address: string, scheme: 'http' | 'https'): RequestListener {
  return (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const answer = world.web(address, { scheme, host, path: request.url ?? '/' });
    if (answer === undefined) return void request.socket.destroy();
    request.resume();
    response.writeHead(answer.status, { ...answer.headers, connection: 'close' });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  };
}

function listen(server: Server, address: string, port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.on('clientError', (_error, socket) => socket.destroy());
    server.listen(port, address, () =>
      resolve({
        close() {
          server.close();
          server.closeAllConnections();
        },
      }),
    );
  });
}
