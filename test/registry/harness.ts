/** A client with a fake clock against the in-process registry, which a test may make misbehave. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Intercept,
  type RunningRegistry,
  type ServedRepository,
  serveImages,
} from '../../src/demo/registry.ts';
import { parseReference } from '../../src/oci/reference.ts';
import {
  createRegistryClient,
  type RegistryClient,
  type RegistryOptions,
} from '../../src/registry/client.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

export interface Harness {
  readonly host: string;
  readonly client: RegistryClient;
  readonly clock: FakeClock;
  /** `METHOD PATH` with the query, in order. */
  readonly requests: readonly SeenRequest[];
  repository(name: string): ReturnType<RegistryClient['repository']>;
  /** A further server, closed with the rest. */
  serve(repositories: readonly ServedRepository[], intercept?: Intercept): Promise<RunningRegistry>;
  close(): Promise<void>;
}

export interface SeenRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
}

export async function startHarness(
  repositories: readonly ServedRepository[],
  intercept: Intercept = () => false,
  options: Partial<RegistryOptions> = {},
): Promise<Harness> {
  const requests: SeenRequest[] = [];
  const clock = fakeClock();
  const recorded: Intercept = (request, response) => {
    requests.push({ path: request.url ?? '', method: request.method ?? '', headers: request.headers });
    return intercept(request, response);
  };
  const registry = await serveImages(repositories, { intercept: recorded });
  const servers = [registry];
  const client = createRegistryClient({ environment: {}, certificateDirectories: [], clock, ...options });
  return {
    host: registry.host,
    client,
    clock,
    requests,
    repository: (name) => client.repository(parseReference(`${registry.host}/${name}`)),
    async serve(more, hook = () => false) {
      const server = await serveImages(more, { intercept: hook });
      servers.push(server);
      return server;
    },
    async close() {
      await client.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** Answers with a status, headers and a body. */
export function answer(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body: string | Uint8Array = '',
): true {
  response.writeHead(status, headers).end(body);
  return true;
}
