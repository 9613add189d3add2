import { Hono } from 'hono';
import { partyOf } from '../../app/booking/party.ts';
import { isLoopback, parseListen } from '../../app/config/listen.ts';
import { customerLinkDocument, customerLinksDocument } from '../../app/customer/link-documents.ts';
import { customerLinks, endCustomerLink, newCustomerLink, USUAL_DAYS } from '../../app/customer/links.ts';
import { customerLinkMade, customerLinkPage } from '../../dashboard/customer/link-page.ts';
import { words } from '../../dashboard/parts.ts';
import { GoLiveError } from '../../domain/errors.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import type { Asked } from './reply.ts';
import { appFor, back, formOf, frameFor, show } from './reply.ts';

/** Where the agency makes links to a customer's page, and takes them back. An address is shown once, in the answer that made it. */
export function customerLinkRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  const frameOf = (context: Asked, path?: string) => {
    const { style } = frameFor(context, serving, { title: '' });
    const title = `${words(style, 'customer.link.title')} – golive`;
    return frameFor(context, serving, { title, ...(path === undefined ? {} : { path }) });
  };

  routes.get('/projects/:id/customer', needs('plan'), async (context) => {
    const app = appFor(context, serving);
    const { project } = await partyOf(app, context.req.param('id'));
    const links = await customerLinksDocument(app, await customerLinks(app, serving.wallNow(), project.id));
    const frame = frameOf(context);
    const contacts = project.contacts.map(({ name }) => name);
    return show(context, frame, customerLinkPage(frame, { ...project, contacts, days: USUAL_DAYS }, links.links));
  });

  routes.post('/projects/:id/customer-link', needs('plan'), async (context) => {
    const app = appFor(context, serving);
    const { project } = await partyOf(app, context.req.param('id'));
    const { contact = '' } = await formOf(context);
    const asked = { domain: project.id, ...(contact === '' ? {} : { contact }) };
    const made = await newCustomerLink(app, serving, asked, { by: context.get('visitor')!.name });
    const { address } = customerLinkDocument(app, made);
    const origin = made.hasHost ? '' : new URL(context.req.url).origin;
    const frame = frameOf(context, `/projects/${project.id}/customer`);
    return show(
      context,
      frame,
      customerLinkMade(frame, project, {
        customer: made.customer,
        address: `${origin}${address}`,
        untilMs: made.link.expiresMs,
        ...(isHereAlone(serving) ? { hint: 'customer.link.only-here' } : {}),
      }),
    );
  });

  routes.post('/projects/:id/customer-link/end', needs('plan'), async (context) => {
    const app = appFor(context, serving);
    const { project } = await partyOf(app, context.req.param('id'));
    const { link = '' } = await formOf(context);
    const known = await customerLinks(app, serving.wallNow(), project.id);
    // Another project's is not taken back from here; one that is gone already is as it was wanted.
    if (known.some(({ id }) => id === link))
      await endCustomerLink(app, link).catch((thrown: unknown) => {
        if (!(thrown instanceof GoLiveError) || thrown.code !== 'usage') throw thrown;
      });
    return back(context, `/projects/${project.id}/customer`);
  });
  return routes;
}

/** Nobody outside this machine can follow it. */
function isHereAlone({ app: { config } }: Serving): boolean {
  const listen = parseListen(config.serve.listen);
  return config.serve.url === undefined && listen?.kind === 'tcp' && isLoopback(listen.host);
}
