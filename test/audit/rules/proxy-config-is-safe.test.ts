import rule from '../../../src/audit/rules/proxy-config-is-safe.js';
import { describeEstateRule } from '../describe-estate-rule.js';

const conf = (server: string, http = '') => ({
  files: {
    'nginx/nginx.conf': `events {}\nhttp {\n  ${http}\n  server {\n    listen 443 ssl; # public\n    ${server}\n  }\n}\n`,
  },
});

describeEstateRule(rule, {
  flags: {
    'an alias without a slash before it': {
      ...conf('location /img { alias /data/img/; }'),
      severity: 'high',
      says: /\/img\.\.\//,
      at: 'nginx/nginx.conf:6',
    },
    'a path that is put together': {
      ...conf('location /api { proxy_pass http://127.0.0.1:8080/v1/; }'),
      severity: 'high',
      says: /\/api\.\.\/x becomes \/v1\/\.\.\/x/,
    },
    'a slash that is missing behind': {
      ...conf('location /api/ { proxy_pass http://127.0.0.1:8080/v1; }'),
      severity: 'medium',
      says: /becomes \/v1x/,
    },
    'a redirect with the decoded path': { ...conf('return 301 https://$host$uri;'), severity: 'high', says: /%0d%0a/ },
    'a header with the decoded path': conf('add_header X-Path "$uri";'),
    'a server that callers choose': {
      ...conf('location /p { proxy_pass http://$arg_target; }'),
      severity: 'high',
      says: /Callers choose the server/,
    },
    'a name of the host that callers choose': {
      ...conf('location / { proxy_pass http://a:1; proxy_set_header Host $http_host; }'),
      severity: 'medium',
      says: /name of the host/,
    },
    'an address that callers choose': {
      ...conf('proxy_set_header X-Forwarded-For $http_x_forwarded_for;'),
      says: /their own address/,
    },
    'proxies without end': { ...conf('set_real_ip_from 0.0.0.0/0;'), severity: 'high' },
    'slashes as they come': { ...conf('', 'merge_slashes off;'), severity: 'medium', at: 'nginx/nginx.conf:3' },
    'underscores in headers': conf('underscores_in_headers on;'),
    'old TLS': { ...conf('ssl_protocols TLSv1 TLSv1.2;'), severity: 'high', says: /TLSv1 is still spoken/ },
  },
  passes: {
    'an alias with both slashes': conf('location /img/ { alias /data/img/; }'),
    'an alias of one file': conf(
      'location = /favicon.ico { alias /data/favicon.ico; } location ~ ^/d/(.*)$ { alias /data/$1; }',
    ),
    'a path that is passed on as it is': conf(
      'location /api { proxy_pass http://127.0.0.1:8080; } location / { proxy_pass http://127.0.0.1:8080/; }',
    ),
    'a redirect with the path as it came': conf('return 301 https://$host$request_uri;'),
    'a rewrite inside': conf('rewrite ^/old/(.*)$ /new/$1 last; try_files $uri $uri/ =404;'),
    'names and addresses of nginx': conf(
      'location / { proxy_pass http://a:1; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Real-IP $remote_addr; }',
    ),
    'current TLS': conf('ssl_protocols TLSv1.2 TLSv1.3; set_real_ip_from 10.0.0.0/8;'),
    'quotes, braces and comments in texts': conf(
      `add_header X-A "a { b } ; c"; # location /img { alias /x/; }\n    if ($request_method ~ "^(GET|HEAD)$") { return 405; }`,
    ),
  },
});
