/** Runs a program to its end and says how long it took and how much memory it had at most. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Measured {
  readonly milliseconds: number;
  /** Of all its threads; 0 where the program is not Node's. */
  readonly cpuMilliseconds: number;
  /** Peak resident set; 0 where the program is not Node's. */
  readonly peakBytes: number;
  readonly stdout: string;
}

export interface MeasureOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Rejects when the program fails. */
export async function measure(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: MeasureOptions = {},
): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(program, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const milliseconds = performance.now() - startedAt;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}`);
  const used = /^used (\d+) (\d+)$/m.exec(stderr);
  return {
    milliseconds,
    cpuMilliseconds: Number(used?.[1] ?? 0) / 1000,
    peakBytes: Number(used?.[2] ?? 0) * 1024,
    stdout,
  };
}

/** The built program. */
export function measureScan(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const imgscan = fileURLToPath(new URL('./imgscan.js', import.meta.url));
  return measureNode(imgscan, [...args, '--format', 'json'], env);
}

/** A script, in a process that says what it used when it ends. */
export function measureNode(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const say =
    'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();console.error("used",u.userCPUTime+u.systemCPUTime,u.maxRSS)})';
  return measure(process.execPath, ['--import', say, script, ...args], { env });
}
