import rule from '../../../src/audit/rules/method-is-safe.js';
import { describeRule } from '../describe-rule.js';

const get = (path: string, id?: string) => `paths: { ${path}: { get: { ${id ? `operationId: ${id}` : ''} } } }`;

describeRule(rule, {
  flags: {
    'a deletion': { contract: get("'/orders/{id}/delete'", 'deleteOrder'), at: 'get', severity: 'medium' },
    'a deletion without a name': { contract: get('/orders/delete') },
    'a reset': { contract: get('/password-reset/reset', 'resetPassword') },
    'a deletion of something named': { contract: get('/delete-account', 'getDeleteAccount') },
  },
  passes: {
    'a list of updates': { contract: get('/updates', 'listUpdates') },
    'a deletion by POST': { contract: 'paths: { /orders/delete: { post: {} } }' },
    'what is only called so': { contract: get('/create', 'showForm') },
    'things that were deleted': { contract: get('/deleted-orders', 'listDeletedOrders') },
    'a plain read': { contract: get("'/orders/{id}'", 'getOrder') },
  },
});
