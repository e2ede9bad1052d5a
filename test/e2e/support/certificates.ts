/** A certificate authority of the test's own, and what it signs, made by openssl. */
import { join } from 'node:path';
import { tool } from './tool.ts';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Authority extends Certificate {
  /** Signs a certificate; `names` are subject alternative names: `IP:127.0.0.1`, `DNS:localhost`. */
  issue(name: string, names: readonly string[]): Promise<Certificate>;
}

export async function createAuthority(folder: string): Promise<Authority> {
  const fileOf = (name: string, kind: string) => join(folder, `${name}.${kind}`);
  const certFile = fileOf('ca', 'pem');
  const keyFile = fileOf('ca', 'key');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await tool('openssl', [
    'req',
    '-x509',
    ...key,
    '-keyout',
    keyFile,
    '-out',
    certFile,
    '-subj',
    '/CN=imgscan test authority',
  ]);
  return {
    certFile,
    keyFile,
    async issue(name, names) {
      const own = { certFile: fileOf(name, 'pem'), keyFile: fileOf(name, 'key') };
      const signer = ['-CA', certFile, '-CAkey', keyFile, '-addext', `subjectAltName=${names.join(',')}`];
      await tool('openssl', [
        'req',
        '-x509',
        ...key,
        ...signer,
        '-addext',
        'basicConstraints=critical,CA:FALSE',
        '-keyout',
        own.keyFile,
        '-out',
        own.certFile,
        '-subj',
        `/CN=${name}`,
      ]);
      return own;
    },
  };
}
