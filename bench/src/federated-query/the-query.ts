/** Customer → invoices → tariff, plus devices: two domains, three kinds of row, one page of each list. */
export const theQuery = `query CustomerPage($id: ID!) {
  customer(id: $id) {
    id
    number
    name
    status
    invoices(first: 12) {
      nodes {
        id
        number
        status
        issuedOn
        dueOn
        total { amount currency }
        openAmount { amount currency }
        tariff { id code name }
      }
      pageInfo { hasNextPage endCursor }
    }
    devices(first: 10) {
      nodes { id serial mac status model { vendor name } }
    }
  }
}`;
