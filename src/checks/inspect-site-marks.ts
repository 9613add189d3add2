/**
 * What a site says of itself in its headers and its page. `proxy`: answers for a site that stands elsewhere. `platform`: sites stand there and
 * nowhere else, so it is the host. `software`: runs anywhere, and names no host.
 */
export interface SiteMark {
  readonly name: string;
  readonly kind: 'proxy' | 'platform' | 'software';
  /** A header (small letters) and what its value holds; without a pattern its presence is enough. */
  readonly header?: readonly [name: string, value?: RegExp];
  /** The page's own word for what made it, small letters: `<meta name="generator" content="WordPress 6.7">`. */
  readonly generator?: string;
  /** The site's name is an alias for a name at or below this one. */
  readonly alias?: string;
  /** In the first part of the page. */
  readonly page?: RegExp;
}

/** Seen in the makers' own documentation and in answers of their servers. Reviewed 2026-11-20. */
export const SITE_MARKS: readonly SiteMark[] = [
  { name: 'Cloudflare', kind: 'proxy', header: ['server', /^cloudflare\b/i] },
  { name: 'Cloudflare', kind: 'proxy', header: ['cf-ray'] },
  { name: 'Sucuri', kind: 'proxy', header: ['server', /^sucuri/i] },
  { name: 'Sucuri', kind: 'proxy', header: ['x-sucuri-id'] },
  { name: 'Imperva', kind: 'proxy', header: ['x-cdn', /imperva|incapsula/i] },
  { name: 'Imperva', kind: 'proxy', header: ['x-iinfo'] },
  { name: 'Akamai', kind: 'proxy', header: ['server', /^akamai/i] },
  { name: 'Amazon CloudFront', kind: 'proxy', header: ['x-amz-cf-id'] },
  { name: 'Fastly', kind: 'proxy', header: ['x-served-by', /^cache-/i] },
  { name: 'bunny.net', kind: 'proxy', header: ['server', /^bunnycdn/i] },
  { name: 'DDoS-Guard', kind: 'proxy', header: ['server', /^ddos-guard/i] },
  { name: 'QUIC.cloud', kind: 'proxy', header: ['x-qc-pop'] },

  { name: 'Shopify', kind: 'platform', header: ['x-shopid'] },
  { name: 'Shopify', kind: 'platform', header: ['powered-by', /shopify/i] },
  { name: 'Wix', kind: 'platform', header: ['x-wix-request-id'] },
  { name: 'Squarespace', kind: 'platform', header: ['server', /^squarespace/i] },
  { name: 'Webflow', kind: 'platform', generator: 'webflow' },
  { name: 'Jimdo', kind: 'platform', generator: 'jimdo' },
  { name: 'JouwWeb', kind: 'platform', generator: 'jouwweb' },
  { name: 'Weebly', kind: 'platform', header: ['x-host', /weebly/i] },
  { name: 'WordPress.com', kind: 'platform', header: ['host-header', /wordpress\.com/i] },
  { name: 'GitHub Pages', kind: 'platform', header: ['server', /^github\.com/i] },
  { name: 'Netlify', kind: 'platform', header: ['x-nf-request-id'] },
  { name: 'Vercel', kind: 'platform', header: ['x-vercel-id'] },
  { name: 'Lightspeed', kind: 'platform', generator: 'lightspeed' },
  { name: 'HubSpot', kind: 'platform', header: ['x-hs-hub-id'] },

  { name: 'Cloudflare', kind: 'proxy', alias: 'cdn.cloudflare.net' },
  { name: 'Amazon CloudFront', kind: 'proxy', alias: 'cloudfront.net' },
  { name: 'Akamai', kind: 'proxy', alias: 'edgekey.net' },
  { name: 'Akamai', kind: 'proxy', alias: 'edgesuite.net' },
  { name: 'Fastly', kind: 'proxy', alias: 'fastly.net' },
  { name: 'bunny.net', kind: 'proxy', alias: 'b-cdn.net' },
  { name: 'Shopify', kind: 'platform', alias: 'myshopify.com' },
  { name: 'Wix', kind: 'platform', alias: 'wixdns.net' },
  { name: 'Squarespace', kind: 'platform', alias: 'squarespace.com' },
  { name: 'Webflow', kind: 'platform', alias: 'webflow.com' },
  { name: 'GitHub Pages', kind: 'platform', alias: 'github.io' },
  { name: 'Netlify', kind: 'platform', alias: 'netlify.app' },
  { name: 'Vercel', kind: 'platform', alias: 'vercel-dns.com' },
  { name: 'HubSpot', kind: 'platform', alias: 'hubspot.net' },
  { name: 'Google', kind: 'platform', alias: 'ghs.googlehosted.com' },
  { name: 'WP Engine', kind: 'platform', alias: 'wpengine.com' },
  { name: 'Heroku', kind: 'platform', alias: 'herokudns.com' },
  { name: 'Azure App Service', kind: 'platform', alias: 'azurewebsites.net' },

  { name: 'WooCommerce', kind: 'software', generator: 'woocommerce' },
  { name: 'WordPress', kind: 'software', generator: 'wordpress' },
  { name: 'WordPress', kind: 'software', page: /\/wp-(?:content|includes)\//i },
  { name: 'Joomla', kind: 'software', generator: 'joomla' },
  { name: 'Drupal', kind: 'software', header: ['x-generator', /drupal/i] },
  { name: 'Drupal', kind: 'software', generator: 'drupal' },
  { name: 'TYPO3', kind: 'software', generator: 'typo3' },
  { name: 'Contao', kind: 'software', generator: 'contao' },
  { name: 'PrestaShop', kind: 'software', header: ['powered-by', /prestashop/i] },
  { name: 'PrestaShop', kind: 'software', generator: 'prestashop' },
  { name: 'Shopware', kind: 'software', header: ['sw-context-token'] },
  { name: 'Magento', kind: 'software', header: ['x-magento-tags'] },
  { name: 'Magento', kind: 'software', page: /text\/x-magento-init/i },
  { name: 'Plesk', kind: 'software', header: ['x-powered-by', /plesk/i] },
];

/** A page names its maker near its top; what comes later is not looked at. */
const READ_CHARACTERS = 64 * 1024;

/** The marks that an answer carries, each name once for each kind. */
export function marksOf(headers: Readonly<Record<string, string>>, body: string): SiteMark[] {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const page = body.slice(0, READ_CHARACTERS);
  const makers = [...page.matchAll(/<meta\s[^<>]{0,400}>/gi)]
    .map(([tag]) => tag.toLowerCase())
    .filter((tag) => tag.includes('generator'))
    .join(' ');
  const found = SITE_MARKS.filter(({ header, generator, alias, page: pattern }) => {
    if (alias !== undefined) return false;
    if (generator !== undefined) return makers.includes(generator);
    if (pattern !== undefined) return pattern.test(page);
    const value = lower.get(header![0]);
    return value !== undefined && (header![1]?.test(value) ?? true);
  });
  return [...new Map(found.map((mark) => [`${mark.kind} ${mark.name}`, mark])).values()];
}

/** The marks of names that the site's own are aliases for, without their final dots. */
export function marksOfAliases(names: readonly string[]): SiteMark[] {
  return SITE_MARKS.filter(
    ({ alias }) => alias !== undefined && names.some((name) => name === alias || name.endsWith(`.${alias}`)),
  );
}
