/** How the page looks, in light and dark. */
export const style = `
:root{color-scheme:light dark;--line:#8884;--critical:#b00020;--high:#d2490a;--medium:#9a6b00;--low:#1b6e8c;--info:#777}
@media(prefers-color-scheme:dark){:root{--critical:#ff6b7d;--high:#ff9a62;--medium:#e8c15a;--low:#6cc4e0;--info:#999}}
body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
code,pre{font:13px/1.45 ui-monospace,monospace}pre{padding:1rem;border:1px solid var(--line);overflow:auto}
.critical,.high,.medium,.low,.info,.unknown{font-weight:600}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info,.unknown,.note{color:var(--info)}
.warn{border-left:4px solid var(--medium);padding-left:1rem}
`.trim();
