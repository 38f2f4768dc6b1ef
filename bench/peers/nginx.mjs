import fs from 'node:fs';
import path from 'node:path';

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const configuration = (dir, { port, upstream }) => `
worker_processes 1; daemon off; pid ${dir}/nginx.pid; error_log ${dir}/error.log crit;
events { worker_connections 2048; }
http {
  access_log off; server_tokens off; tcp_nodelay on; keepalive_requests 1000000000; client_body_buffer_size 64k;
  ${temporary.map((name) => `${name}_temp_path ${dir}/${name};`).join(' ')}
  upstream shop { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://shop; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
}
`;

/** Writes a configuration that only passes requests on; returns the command that starts nginx with it. */
export function nginxCommand(dir, ports) {
  const file = path.join(dir, 'nginx.conf');
  fs.writeFileSync(file, configuration(dir, ports));
  return ['nginx', '-c', file, '-p', dir, '-e', path.join(dir, 'error.log')];
}
