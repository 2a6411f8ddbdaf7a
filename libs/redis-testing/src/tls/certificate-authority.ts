import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { signedCertificate } from './x509-certificate.js';

const HOUR_MS = 3_600_000;

/** A certificate and its private key, as PEM. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate of {@link CertificateAuthority.issue} says. */
export interface CertificateRequest {
  /** Common name of its owner. @default 'redis-testing' */
  readonly name?: string;
  /** Host names and addresses it is for; none for clients. @default localhost, 127.0.0.1 and ::1 */
  readonly hosts?: readonly string[];
  /** From when on it is valid. @default an hour ago */
  readonly notBefore?: Date;
  /** Until when it is valid; in the past for one that has expired. @default in a day */
  readonly notAfter?: Date;
}

/**
 * Issues certificates for servers and clients of tests. It lives in memory, has a key of its own each time, and leaves
 * nothing behind; never trust it outside of tests.
 */
export class CertificateAuthority {
  /** Its certificate as PEM: what the other side has to trust. */
  readonly ca: string;
  readonly #name: string;
  readonly #key: KeyObject;

  /** @param name of the authority. @default a new one */
  constructor(name = `redis-testing ${randomUUID()}`) {
    const { privateKey, publicKey } = newKeyPair();
    this.#name = name;
    this.#key = privateKey;
    this.ca = signedCertificate(
      {
        subject: name,
        issuer: name,
        publicKey,
        notBefore: new Date(Date.now() - 24 * HOUR_MS),
        notAfter: new Date(Date.now() + 48 * HOUR_MS),
        hosts: 'authority',
      },
      privateKey,
    );
  }

  /** A new key with a certificate for it. The key takes the roles of a server and of a client. */
  issue(request: CertificateRequest = {}): IssuedCertificate {
    const { privateKey, publicKey } = newKeyPair();
    const {
      name = 'redis-testing',
      hosts = ['localhost', '127.0.0.1', '::1'],
      notBefore = new Date(Date.now() - HOUR_MS),
      notAfter = new Date(Date.now() + 24 * HOUR_MS),
    } = request;
    const content = { subject: name, issuer: this.#name, publicKey, notBefore, notAfter, hosts };
    return {
      cert: signedCertificate(content, this.#key),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }
}

/** Elliptic keys: a thousand times faster to make than those of RSA. */
function newKeyPair(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
