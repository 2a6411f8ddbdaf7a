import { match } from 'path-to-regexp';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { MaybePromise, TenancyRequest, TenantResolver } from './tenancy-options.js';

/**
 * The tenant named by a request header. Believes the client: combine it with `tenancy.authorize`, or use it
 * behind a gateway that sets the header itself.
 *
 * @param name header name, any case; default `x-tenant-id`
 */
export function fromHeader(name = 'x-tenant-id'): TenantResolver {
  const header = name.toLowerCase();
  const resolve = (request: TenancyRequest): string | undefined => {
    const value = request.headers[header];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return Object.assign(resolve, { trustsClient: true });
}

/**
 * The tenant that is the label left of `baseDomain`: `acme.example.com` with `example.com` gives `acme`.
 * Hosts with more labels, and the base domain itself, name no tenant.
 */
export function fromSubdomain(options: { readonly baseDomain: string }): TenantResolver {
  const suffix = `.${options.baseDomain.toLowerCase().replace(/^\./, '')}`;
  if (suffix.length === 1)
    throw new InvalidArgumentError('baseDomain', 'a domain such as "example.com"', 'an empty text');
  return (request) => {
    const host = hostOf(request);
    if (host === undefined || !host.endsWith(suffix)) return undefined;
    const label = host.slice(0, -suffix.length);
    return label.length === 0 || label.includes('.') ? undefined : label;
  };
}

function hostOf(request: TenancyRequest): string | undefined {
  const host = request.hostname ?? request.headers['host'];
  if (typeof host !== 'string') return undefined;
  return host.replace(/:\d+$/, '').toLowerCase();
}

/**
 * The tenant in the URL path.
 *
 * @param pattern path-to-regexp pattern with a `:tenant` parameter, e.g. `/t/:tenant/*rest`
 */
export function fromPath(pattern: string): TenantResolver {
  if (!/:tenant\b/.test(pattern)) {
    throw new InvalidArgumentError('pattern', 'a path with a ":tenant" parameter', JSON.stringify(pattern));
  }
  const matches = match<{ tenant: string }>(pattern, { decode: decodePathSegment });
  return (request) => {
    const url = request.originalUrl ?? request.url ?? '';
    const matched = matches(url.split('?', 1)[0] ?? '');
    return matched === false ? undefined : matched.params.tenant;
  };
}

/** A malformed escape stays as it is: the id check refuses its `%`. */
function decodePathSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * A resolver of your own, typed with your framework's request:
 * ```ts
 * fromRequest((request: FastifyRequest) => apiKeys.tenantOf(request.headers['x-api-key']))
 * ```
 */
export function fromRequest<Request extends TenancyRequest = TenancyRequest>(
  resolve: (request: Request) => MaybePromise<string | null | undefined>,
): TenantResolver {
  return (request) => resolve(request as Request);
}
