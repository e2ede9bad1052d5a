/** Interpreters, compilers and run times, by the strings that they are built with. */
import { type Classifier, program, textFile } from './row.ts';

export const languages: readonly Classifier[] = [
  // Compared with real programs: README.md.
  program('bun', ['bun'], /\bBun v(\d{1,2}\.\d{1,3}\.\d{1,3}) \(/, /\bbun-v(\d{1,2}\.\d{1,3}\.\d{1,3})\b/),
  program(
    'deno',
    ['deno'],
    /Deno\/(\d{1,2}\.\d{1,3}\.\d{1,3})\+[0-9a-f]{7}/,
    // It pretends to be 0.80.0 to some.
    /Deno\/([1-9]\d?\.\d{1,3}\.\d{1,3})/,
  ),
  program('gcc', ['cpp', 'g++', 'gcc'], /\0(\d{1,2}\.\d{1,2}\.\d{1,2})\0\([A-Z]/),
  program('go', ['go'], /\xff Go buildinf:[\s\S]{19}go(1\.\d{1,3}(?:\.\d{1,3})?(?:(?:beta|rc)\d{1,2})?)/),
  textFile('go', 'VERSION', /^go(1\.\d{1,3}(?:\.\d{1,3})?(?:(?:beta|rc)\d{1,2})?)\s/),
  program('openjdk', ['java'], /\0java\0(?:0\.0\0)?(\d{1,2}[\d._]{0,24}(?:\+[\w.-]{1,60})?)\0/),
  program('lua', ['lua', 'luac', 'liblua'], /\bLua (5\.\d\.\d{1,2}) {1,2}Copyright/),
  program('node', ['libnode', 'node', 'nodejs'], /\bnode\.js\/v(\d{1,3}\.\d{1,3}\.\d{1,3})/),
  program('perl', ['libperl', 'perl'], /\0v(5\.\d{1,2}\.\d{1,2})\0/),
  program(
    'php',
    ['libphp', 'php', 'php-cgi', 'php-fpm'],
    /X-Powered-By: PHP\/(\d\.\d{1,2}\.\d{1,2}(?:(?:alpha|beta|RC)\d{1,2})?)/,
  ),
  program(
    'python',
    ['libpython', 'python'],
    // 3.2.0 is the old Unicode database that every Python carries; SQLite's minor versions are above 20.
    /\0((?!3\.2\.0\0)(?:2\.7|3\.1?\d)\.\d{1,2}(?:(?:a|b|rc)\d{1,2})?\+?)\0/,
  ),
  program(
    'ruby',
    ['libruby', 'ruby'],
    /\bruby (\d\.\d{1,2}\.\d{1,2}(?:preview\d|rc\d)?)(?:p\d{1,4})? \(\d{4}-\d\d/,
  ),
  textFile('erlang', 'OTP_VERSION', /^(\d{2}(?:\.\d{1,3}){1,4})\s/),
  textFile('rabbitmq', 'rabbit.app', /\{vsn, ?"(\d\.\d{1,2}\.\d{1,2}[\w.-]{0,20})"\}/),
  textFile('elixir', 'elixir.app', /\{vsn, ?"(\d\.\d{1,2}\.\d{1,2}[\w.-]{0,20})"\}/),
  program('luajit', ['libluajit', 'luajit'], /\bLuaJIT (2\.\d\.[\w.-]{1,20})/),
];
