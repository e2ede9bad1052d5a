/** Variables in compose files, and the .env files that give them values. https://docs.docker.com/reference/compose-file/interpolation/ */

export type Environment = Readonly<Record<string, string | undefined>>;

const variable = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\})/g;

export function interpolate(text: string, environment: Environment): string {
  return text.replace(variable, (whole, plain?: string, braced?: string, operator = '', operand = '') => {
    if (whole === '$$') return '$';
    const value = environment[plain ?? braced ?? ''];
    const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
    if (operator.endsWith('+')) return isSet ? operand : '';
    if (isSet) return value;
    return operator.endsWith('-') ? operand : '';
  });
}

/** `NAME=value` a line, quoted or not; https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax */
export function parseEnvironmentFile(text: string): Environment {
  const values: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, written = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, quote, quoted] = /^(['"])(.*)\1\s*(?:#.*)?$/.exec(written) ?? [];
    const value = quote === undefined ? written.replace(/\s+#.*$/, '').trim() : (quoted ?? '');
    values.push([name, quote === '"' ? value.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1') : value]);
  }
  return Object.fromEntries(values);
}
