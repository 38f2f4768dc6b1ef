import {
  above,
  closed,
  either,
  list,
  matching,
  named,
  oneOf,
  text,
  whole,
  yesNo,
  httpUrl,
  type PolicySchema,
} from './schema.js';

const hostName = matching(
  'a host such as api.payments.example, or with a port',
  '^(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:\\d{1,5})?$',
);
const headerName = matching('the name of a header field', "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$");
const pem = text('the path of a PEM file', "Authorities instead of the system's.");

/** `egress` of the policy: which third parties applications may call, and with what. */
export const egressSchema: PolicySchema = named(
  'Name -> integration with a third party. Applications call it at the address of `egressProxy`, below /NAME.',
  closed(
    'What may be sent to a third party, and where.',
    {
      vendor: text('the name of a third party', 'As in `vendors`.'),
      hosts: list('Hosts that may be called, by exactly this name. The first is the default.', hostName, 1),
      inject: closed(
        'Header field that every call gets here, so that no application holds the secret.',
        { header: headerName, value: text('a text with a reference such as Bearer ${vault:payments}') },
        ['header', 'value'],
      ),
      send: either(
        'a list of properties, or any',
        'Properties of bodies and queries that may leave: names or JSON Pointers with `*` for every item. All others are denied.',
        list('Properties.', text('a name such as amount, or a pointer such as /items/*/sku')),
        oneOf('Whatever the application sends.', 'any'),
      ),
      headers: list('Further header fields of the application that are passed on.', headerName),
      applications: list('Applications that may use it; default all.', text('the name of an application'), 1),
      addresses: list(
        'Ranges that may be called besides the internet, for partners in an inner network. Never link-local ones.',
        text('a range such as 10.1.2.0/24'),
      ),
      plainText: yesNo('HTTP without TLS.', false),
      ca: pem,
      timeoutSeconds: above('Seconds for the whole call; default 10.', 0),
      requestBytes: whole('Largest request body; default 1048576.', 0, 104_857_600),
      responseBytes: whole('Largest answer; default 10485760.', 1, 1_073_741_824),
      responses: {
        ...oneOf("Answers that break the vendor's contract are withheld, or only reported.", 'enforce', 'monitor'),
        default: 'enforce',
      },
      tunnel: yesNo('CONNECT passes bytes on unread. Not together with `inject` or a list in `send`.', false),
    },
    ['vendor', 'hosts', 'send'],
  ),
);

export const egressProxySchema: PolicySchema = closed(
  'Where applications of this machine reach third parties.',
  {
    address: matching(
      'an address of this machine such as 127.0.0.1:8444',
      '^(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+):\\d{1,5}$',
    ),
    applications: named(
      'Name -> application that says who it is (Proxy-Authorization: Basic). Without any, whoever is on this machine may call.',
      closed('An application.', { password: text('a reference such as ${vault:shop}') }, ['password']),
    ),
    resolver: list('DNS servers that are asked instead of those of the system.', text('an address such as 10.0.0.53')),
  },
  ['address'],
);

const level = (description: string) => oneOf(description, 'low', 'medium', 'high');

/** `vendors` of the policy: the register of third parties. */
export const vendorsSchema: PolicySchema = named(
  'Name -> third party.',
  closed(
    'A third party. Its tier is data x privilege x dependence.',
    {
      owner: text('a person or team', 'Who answers for it here.'),
      data: level('How much the data that it gets would hurt in the wrong hands.'),
      privilege: level('What it may do in our systems.'),
      dependence: level('What stands still without it.'),
      dataClasses: list('Kinds of data that it is meant to get.', text('a word such as email')),
      reviewDays: whole('How long a review holds; default 90, 180 or 365 by tier.', 1, 365),
      graceDays: whole('How long a review may be overdue before new use is denied; default 30.', 0, 180),
      contract: closed(
        "The vendor's contract, as it was reviewed.",
        {
          file: text('the path of an OpenAPI contract'),
          sha256: matching('64 hexadecimal digits', '^[0-9a-f]{64}$', 'Of the file: another one is not used.'),
          url: httpUrl,
        },
        ['file'],
      ),
      domain: matching('a domain such as payments.example', '^[A-Za-z0-9.-]+$', 'Its DNS records are looked at.'),
      aliases: list(
        'Names of ours that point at it.',
        matching('a host name', '^[A-Za-z0-9.-]+$', 'A CNAME that leads nowhere can be taken over.'),
      ),
      site: { ...httpUrl, description: 'Origin that is looked at; default the first host of its integrations.' },
      sbom: text('the path of a CycloneDX file', 'Its packages are compared with advisories.'),
      secrets: named('Name in the vault -> days after which it must be another.', whole('Days.', 1, 730)),
      ca: pem,
    },
    ['owner', 'data', 'privilege', 'dependence'],
  ),
);
