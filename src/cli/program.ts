/** The command line: which commands and options there are; each command's code is loaded when it runs. */
import { Command } from 'commander';
import { createOutputCollector } from './outputs.ts';
import { version } from './version.ts';

/** `setExitCode` takes what a command ended with; failures are thrown. */
export function createProgram(signal: AbortSignal, setExitCode: (code: number) => void): Command {
  const program = new Command('imgscan')
    .description(
      'What is in a container image, what is wrong with it, and a smaller image that does the same job.',
    )
    .version(version, '-V, --version')
    .showHelpAfterError('Run imgscan --help for what it takes.')
    .exitOverride();

  const collector = createOutputCollector();
  program
    .command('image', { isDefault: true })
    .description('scan an image: pull, inspect, match, suggest (the default command)')
    .argument(
      '<image>',
      'a reference (nginx:latest), a path, - for an archive on standard input, or oci-layout:DIR[:tag], oci-archive:FILE, docker-archive:FILE, docker-daemon:NAME, rootfs:DIR',
    )
    .option(
      '-p, --platform <os/arch>',
      'which image of an index, linux/arm64/v8 (default: linux and this machine’s architecture)',
    )
    .option('--all-platforms', 'every image of an index, one report each')
    .option(
      '-f, --format <name>',
      'table or json; repeatable, each with the --output after it',
      collector.format,
    )
    .option(
      '-o, --output <file>',
      'write the format before it to a file instead of standard output',
      collector.output,
    )
    .option('--fail-on <list>', 'exit with 1 on a severity or worse, a rule or advisory id, or incomplete')
    .option('--dockerfile <file>', 'the Dockerfile the image was built from: the suggestion starts from it')
    .option('--username <name>', 'log in to the registry as, with --password-stdin')
    .option('--password-stdin', 'read the password from standard input')
    .option('--insecure', 'allow plain HTTP and unverified TLS for the registry')
    .option('--ca-file <file>', 'PEM certificates to trust beside the system’s')
    .option('--cert <file>', 'PEM client certificate')
    .option('--key <file>', 'PEM key of the client certificate')
    .option(
      '--mirror <registry=mirror>',
      'ask a mirror first, docker.io=mirror.example.com; repeatable',
      append,
      [],
    )
    .option('--no-cache', 'read every layer anew and keep nothing')
    .option('-q, --quiet', 'no progress')
    .option('--progress', 'progress even when standard error is no terminal')
    .option('--no-color', 'no colours even on a terminal')
    .action(async (target: string, options) => {
      const { scanCommand } = await import('./command/image.ts');
      setExitCode(await scanCommand(target, { ...options, outputs: collector.outputs() }, signal));
    });

  const cache = program.command('cache').description('what earlier scans learnt of layers');
  cache
    .command('status')
    .description('where the cache is and how much it holds')
    .action(async () => {
      const { statusCommand } = await import('./command/cache.ts');
      await statusCommand();
    });
  cache
    .command('clear')
    .description('forget all layers')
    .action(async () => {
      const { clearCommand } = await import('./command/cache.ts');
      await clearCommand();
    });
  return program;
}

const append = (value: string, earlier: readonly string[]): string[] => [...earlier, value];
