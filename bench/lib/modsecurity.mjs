import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMillisOf } from './process-tree.mjs';

const nginx = '/usr/sbin/nginx';
const moduleFile = '/usr/lib/nginx/modules/ngx_http_modsecurity_module.so';
const rules = '/usr/share/modsecurity-crs';
const setup = '/etc/modsecurity/crs/crs-setup.conf';
const requests = 400;

/** Whether nginx with ModSecurity 3 and the Core Rule Set is installed, as Debian packages it. */
export function hasModSecurity() {
  return [nginx, moduleFile, path.join(rules, 'rules'), setup].every((file) => fs.existsSync(file));
}

function configOf(dir, port, withRules) {
  const inspect = withRules ? `modsecurity on; modsecurity_rules_file ${dir}/rules.conf;` : '';
  return `load_module ${moduleFile};
daemon off; master_process off; pid ${dir}/pid; error_log ${dir}/error.log crit;
events { worker_connections 128; }
http {
  access_log off; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
  server { listen 127.0.0.1:${port + 1}; location / { return 200 ok; } }
  server { listen 127.0.0.1:${port}; client_max_body_size 10m; client_body_buffer_size 1m; keepalive_requests 100000;
    ${inspect} location / { proxy_pass http://127.0.0.1:${port + 1}; proxy_http_version 1.1; proxy_set_header Connection ""; } }
}`;
}

const rulesConf = `SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess Off
SecAuditEngine Off
SecRule REQUEST_HEADERS:Content-Type "^application/json" "id:1,phase:1,nolog,pass,ctl:requestBodyProcessor=JSON"
Include ${setup}
Include ${rules}/rules/*.conf
`;

function send(agent, port, { uri, headers, body }) {
  return new Promise((resolve, reject) => {
    const options = { agent, port, host: '127.0.0.1', path: uri, method: body ? 'POST' : 'GET', headers };
    const request = http.request(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function start(dir, port, withRules) {
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, 'rules.conf'), rulesConf);
  fs.writeFileSync(path.join(dir, 'nginx.conf'), configOf(dir, port, withRules));
  const child = spawn(nginx, ['-c', path.join(dir, 'nginx.conf'), '-p', dir], { stdio: 'ignore' });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let tries = 0; tries < 50; tries++) {
    await sleep(200);
    if (await send(agent, port, { uri: '/', headers: {} }).catch(() => undefined)) return { child, agent, port };
  }
  child.kill();
  throw new Error('nginx with ModSecurity does not start');
}

async function microsFor({ child, agent, port }, request) {
  for (let i = 0; i < 20; i++) await send(agent, port, request);
  const before = cpuMillisOf(child.pid);
  let refused = 0;
  for (let i = 0; i < requests; i++) if ((await send(agent, port, request)) === 403) refused++;
  return { micros: ((cpuMillisOf(child.pid) - before) * 1000) / requests, isRefused: refused > 0 };
}

/** CPU in microseconds that the rules cost for each request: that of nginx with them less that of nginx without. */
export async function measureModSecurity(samples) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-modsecurity-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const servers = [];
  try {
    servers.push(
      await start(path.join(dir, 'plain'), port, false),
      await start(path.join(dir, 'rules'), port + 2, true),
    );
    const [plain, ruled] = servers;
    const results = [];
    for (const [name, request] of samples) {
      const base = await microsFor(plain, request);
      const { micros, isRefused } = await microsFor(ruled, request);
      results.push({ name, micros: micros - base.micros, isRefused });
    }
    return results;
  } finally {
    for (const { child } of servers) child.kill();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
