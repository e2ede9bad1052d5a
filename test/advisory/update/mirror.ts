/** A mirror of advisories in this process: files by path, validators, ranges, and what it was asked for. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { zipSync } from 'fflate';

export interface Mirror {
  readonly url: string;
  readonly files: Map<string, Buffer>;
  /** `GET /npm/all.zip 200`, since it was last emptied. */
  readonly requests: string[];
  /** Breaks connections off after so many bytes of a body, so many times. */
  breakOff(afterBytes: number, times: number): void;
  close(): Promise<void>;
}

export async function startMirror(): Promise<Mirror> {
  const files = new Map<string, Buffer>();
  const requests: string[] = [];
  let cut = { afterBytes: 0, times: 0 };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const content = files.get(path);
    const say = (status: number, headers: Record<string, string>, body?: Buffer): void => {
      requests.push(`${request.method} /${path} ${status}`);
      response.writeHead(status, headers);
      if (body !== undefined && cut.times > 0) {
        cut = { ...cut, times: cut.times - 1 };
        response.write(body.subarray(0, cut.afterBytes), () => response.destroy());
      } else response.end(body);
    };
    if (content === undefined) {
      say(404, {});
      return;
    }
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
    if (request.headers['if-none-match'] === etag) {
      say(304, { etag });
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const body = content.subarray(start);
    const headers = {
      etag,
      'content-length': String(body.length),
      'last-modified': 'Wed, 01 Jul 2026 10:00:00 GMT',
    };
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    if (start === 0) say(200, headers, body);
    else say(206, { ...headers, 'content-range': range }, body);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    files,
    requests,
    breakOff(afterBytes, times) {
      cut = { afterBytes, times };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface PublishedRecord {
  readonly id: string;
  readonly modified: string;
  readonly [field: string]: unknown;
}

export function osv(
  id: string,
  name: string,
  fixed: string,
  modified = '2026-06-01T00:00:00Z',
  more: object = {},
): PublishedRecord {
  return {
    id,
    modified,
    summary: `${name} is broken`,
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
    ...more,
  };
}

/** Files of an ecosystem as osv.dev lays them out. */
export function publish(
  files: Map<string, Buffer>,
  ecosystem: string,
  records: readonly PublishedRecord[],
): void {
  const texts = records.map((record) => [`${record.id}.json`, Buffer.from(JSON.stringify(record))] as const);
  files.set(`${ecosystem}/all.zip`, Buffer.from(zipSync(Object.fromEntries(texts), { level: 6 })));
  for (const [name, text] of texts) files.set(`${ecosystem}/${name}`, text);
  const lines = records.toSorted((a, b) => (a.modified < b.modified ? 1 : -1));
  files.set(
    `${ecosystem}/modified_id.csv`,
    Buffer.from(lines.map(({ id, modified }) => `${modified},${id}\n`).join('')),
  );
}
