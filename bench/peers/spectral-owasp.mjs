// Spectral's ruleset for the comparison: the OWASP rules alone.
import owasp from '@stoplight/spectral-owasp-ruleset';

export default { extends: [owasp] };
