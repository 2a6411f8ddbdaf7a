import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CertificateAuthority } from './certificate-authority.js';

const authority = new CertificateAuthority('the authority');
const root = new X509Certificate(authority.ca);

describe('CertificateAuthority', () => {
  it('has a certificate of its own that may issue others', () => {
    expect(root.ca).toBe(true);
    expect(root.subject).toBe('CN=the authority');
    expect(root.verify(root.publicKey)).toBe(true);
  });

  it('issues certificates with their keys', () => {
    const { cert, key } = authority.issue({ name: 'a client' });
    const issued = new X509Certificate(cert);
    expect(issued.ca).toBe(false);
    expect(issued.subject).toBe('CN=a client');
    expect(issued.checkIssued(root)).toBe(true);
    expect(issued.verify(root.publicKey)).toBe(true);
    expect(issued.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(issued.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  it.each(['localhost', 'redis.internal'])('names the host %s', (host) => {
    const issued = new X509Certificate(authority.issue({ hosts: [host] }).cert);
    expect(issued.checkHost(host)).toBe(host);
    expect(issued.checkHost('other.internal')).toBeUndefined();
  });

  it.each([
    '127.0.0.1',
    '255.0.10.3',
    '::1',
    '::',
    '2001:db8::8a2e:370:7334',
    '1:2:3:4:5:6:7:8',
    '::ffff:10.0.0.1',
  ])('names the address %s', (address) => {
    const issued = new X509Certificate(authority.issue({ hosts: ['localhost', address] }).cert);
    expect(issued.checkIP(address)).toBe(address);
    expect(issued.checkIP('10.9.8.7')).toBeUndefined();
  });

  it('names no host on request', () => {
    expect(new X509Certificate(authority.issue({ hosts: [] }).cert).subjectAltName).toBeUndefined();
  });

  it.each([
    ['1999-12-31T23:59:59Z', '2049-12-31T23:59:59Z'],
    ['2050-01-01T00:00:00Z', '2123-04-05T06:07:08Z'],
  ])('lets them be valid from %s to %s', (from, to) => {
    const request = { notBefore: new Date(from), notAfter: new Date(to) };
    const issued = new X509Certificate(authority.issue(request).cert);
    expect(new Date(issued.validFrom)).toEqual(request.notBefore);
    expect(new Date(issued.validTo)).toEqual(request.notAfter);
  });

  it('gives each its own serial number', () => {
    const serials = Array.from(
      { length: 50 },
      () => new X509Certificate(authority.issue().cert).serialNumber,
    );
    expect(new Set(serials).size).toBe(serials.length);
  });

  it('is not another authority of the same name', () => {
    const impostor = new CertificateAuthority('the authority');
    expect(new X509Certificate(impostor.issue().cert).verify(root.publicKey)).toBe(false);
  });
});
