/** `npm run demo`: serves the demo image from this process and runs the real program on it, as a user would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeDemoImage } from './image.ts';
import { serveImages } from './registry.ts';

const registry = await serveImages([await makeDemoImage('demo/app')]);
const reference = `${registry.host}/demo/app:latest`;
const options = process.argv.slice(2);
process.stderr.write(
  `A miniature of a Go program built and shipped on Debian, served on this machine only.\n$ imgscan ${[reference, ...options].join(' ')}\n\n`,
);
const program = fileURLToPath(new URL('./imgscan.js', import.meta.url));
const child = spawn(process.execPath, [program, reference, '--platform', 'linux/amd64', ...options], {
  stdio: 'inherit',
});
const [code] = await once(child, 'exit');
await registry.close();
process.exitCode = typeof code === 'number' ? code : 1;
