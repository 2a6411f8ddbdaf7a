import { randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  booleanTrue,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  taggedBytes,
  time,
  utf8String,
} from './der.js';
import { addressBytes } from './address-bytes.js';

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAlternativeName: '2.5.29.17',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
} as const;

const VERSION_3 = Buffer.of(2);
const SERIAL_BYTES = 16;
/** Kinds of names: of a host, and of an address. */
const DNS_NAME = 2;
const IP_ADDRESS = 7;
/** Signing certificates and their revocations: the sixth and seventh bit. */
const MAY_ISSUE = bitString(Buffer.of(0x06), 1);
/** Signing handshakes: the first bit. */
const MAY_SIGN = bitString(Buffer.of(0x80), 7);

/** What a certificate says. */
export interface CertificateContent {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Host names and addresses of a server; `'authority'` for a certificate that others are issued with. */
  readonly hosts: readonly string[] | 'authority';
}

/** A certificate as PEM, signed with an elliptic key of the issuer. Node can read certificates, not make them. */
export function signedCertificate(content: CertificateContent, issuerKey: KeyObject): string {
  const algorithm = sequence(objectIdentifier(OID.ecdsaWithSha256));
  const toBeSigned = sequence(
    tagged(0, integer(VERSION_3)),
    integer(serialNumber()),
    algorithm,
    nameOf(content.issuer),
    sequence(time(content.notBefore), time(content.notAfter)),
    nameOf(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(content.hosts))),
  );
  return pem(sequence(toBeSigned, algorithm, bitString(sign('sha256', toBeSigned, issuerKey))));
}

/** Neither zero nor beginning with a zero byte, which the encoding does not allow. */
function serialNumber(): Buffer {
  return Buffer.concat([Buffer.of(1), randomBytes(SERIAL_BYTES - 1)]);
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier(OID.commonName), utf8String(commonName))));
}

function extensions(hosts: CertificateContent['hosts']): Buffer[] {
  if (hosts === 'authority') {
    return [
      criticalExtension(OID.basicConstraints, sequence(booleanTrue())),
      criticalExtension(OID.keyUsage, MAY_ISSUE),
    ];
  }
  const usages = [OID.serverAuthentication, OID.clientAuthentication].map(objectIdentifier);
  return [
    criticalExtension(OID.basicConstraints, sequence()),
    criticalExtension(OID.keyUsage, MAY_SIGN),
    extension(OID.extendedKeyUsage, sequence(...usages)),
    ...(hosts.length === 0
      ? []
      : [extension(OID.subjectAlternativeName, sequence(...hosts.map(alternativeName)))]),
  ];
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 0
    ? taggedBytes(DNS_NAME, Buffer.from(host, 'latin1'))
    : taggedBytes(IP_ADDRESS, addressBytes(host));
}

function extension(oid: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(oid), octetString(value));
}

function criticalExtension(oid: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(oid), booleanTrue(), octetString(value));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
