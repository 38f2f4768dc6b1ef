import rule from '../../../src/audit/rules/openid-url-is-absolute.js';
import { describeRule, schemeOf } from '../describe-rule.js';

const openId = (url: string) => schemeOf(`{ type: openIdConnect, openIdConnectUrl: '${url}' }`);

describeRule(rule, {
  flags: {
    'a path': { contract: openId('/.well-known/openid-configuration'), severity: 'medium', says: /"\/\.well-known/ },
    'an address without a scheme': { contract: openId('id.example/.well-known/openid-configuration') },
    'an address that takes the scheme of the page': {
      contract: openId('//id.example/.well-known/openid-configuration'),
    },
    'an empty address': { contract: openId('') },
  },
  passes: {
    'an https address': { contract: openId('https://id.example/.well-known/openid-configuration') },
    'an http address, which another rule says': {
      contract: openId('http://id.example/.well-known/openid-configuration'),
    },
    'another scheme': { contract: schemeOf('{ type: http, scheme: bearer }') },
    'a property of that name': {
      contract: `paths: { /a: { post: { requestBody: { content: { application/json: { schema: { type: object, properties: { openIdConnectUrl: { type: string, default: /here } } } } } }, responses: {} } } }`,
    },
  },
});
