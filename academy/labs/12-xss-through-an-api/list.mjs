// The answer of the product list: it tells what was searched for, so that a page can show it.
export function productList(list, query) {
  return {
    status: 200,
    headers: { 'content-type': 'text/html', 'x-content-type-options': '', 'content-security-policy': '' },
    body: JSON.stringify({ ...list, searchedFor: query.q }),
  };
}
