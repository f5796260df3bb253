// A client of DNS over TLS as Node sees it, and a certificate for servers to show.

import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { certifyKey } from '../certify-key.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { TcpClient } from './dns-client.ts';

export interface TlsFiles {
  readonly certPath: string;
  readonly keyPath: string;
  /** As flags. */
  readonly flags: { readonly 'tls-port': string; readonly 'tls-cert': string; readonly 'tls-key': string };
}

export function makeKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A key and its certificate, in files of their own, which a renewal writes over. */
export function writeTlsFiles(names?: readonly string[]): TlsFiles {
  const folder = makeTemporaryDirectory();
  const certPath = join(folder, 'server.crt');
  const keyPath = join(folder, 'server.key');
  renew({ certPath, keyPath }, makeKeyPem(), names);
  return { certPath, keyPath, flags: { 'tls-port': '0', 'tls-cert': certPath, 'tls-key': keyPath } };
}

export function renew(
  { certPath, keyPath }: Pick<TlsFiles, 'certPath' | 'keyPath'>,
  keyPem: string,
  names?: readonly string[],
  days?: number,
): void {
  writeFileSync(keyPath, keyPem, { mode: 0o600 });
  writeFileSync(certPath, certifyKey(keyPem, names, days));
}

/** Trusts anybody, unless it is told whom. */
export class TlsClient extends TcpClient {
  constructor(port: number, options: ConnectionOptions = {}) {
    super(
      connect({
        port,
        host: '127.0.0.1',
        ALPNProtocols: ['dot'],
        rejectUnauthorized: false,
        allowHalfOpen: true,
        ...options,
      } as ConnectionOptions),
    );
  }

  get tls(): TLSSocket {
    return this.socket as TLSSocket;
  }

  /** Resolves once it is encrypted; the code of what keeps it from that otherwise. */
  get secured(): Promise<'secured' | string> {
    return new Promise((resolve) => {
      this.socket.once('secureConnect', () => resolve('secured'));
      this.socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      this.socket.once('close', () => resolve('closed'));
    });
  }
}
