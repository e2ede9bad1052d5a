/** Runs the built program as a user does. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/model/report.ts';

const program = fileURLToPath(new URL('../../../dist/imgscan.js', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: Buffer | string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function runImgscan(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...options.env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout, stderr };
}

/** The JSON report; throws with what the program said when it ended with anything but 0. */
export async function scan(target: string, ...args: readonly string[]): Promise<Report> {
  const { code, stdout, stderr } = await runImgscan([target, '--format', 'json', '--no-cache', ...args]);
  if (code !== 0) throw new Error(`imgscan ${target} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
