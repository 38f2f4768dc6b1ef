// Whether this caller may cancel this order. principal: { id, roles, email }, order: { id, customerId, ... }.
export function mayCancel(principal, order) {
  return true;
}
