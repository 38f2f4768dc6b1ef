import type { IncidentStore, StoredEntry, StoredIncident } from '../store/incident.js';
import type { Cell } from '../vault/cell.js';
import type { Vault } from '../vault/vault.js';

export const incidentCell = (id: string): Cell => ({ table: 'incident', column: 'document', row: id });
export const entryCell = (id: string): Cell => ({ table: 'incident_entry', column: 'document', row: id });

/** What people write of an incident names people: on the disk it is sealed. */
export function sealedIncidents(incidents: IncidentStore, vault: Vault): IncidentStore {
  const sealed = async <T extends { readonly id: string; readonly document: string }>(
    each: T,
    cell: Cell,
  ): Promise<T> => ({
    ...each,
    document: await vault.seal(cell, each.document),
  });
  const opened = async <T extends { readonly document: string }>(each: T, cell: Cell): Promise<T> => {
    const found = await vault.open(cell, each.document);
    return { ...each, document: found.state === 'open' ? found.text : '{}' };
  };
  const openIncident = (each: StoredIncident) => opened(each, incidentCell(each.id));
  const openEntry = (each: StoredEntry) => opened(each, entryCell(each.id));
  return {
    open: async (incident, by) =>
      openIncident(await incidents.open(await sealed(incident, incidentCell(incident.id)), by)),
    list: async (filter) => Promise.all((await incidents.list(filter)).map(openIncident)),
    get: async (number) => {
      const stored = await incidents.get(number);
      return stored && openIncident(stored);
    },
    change: async (change, by) => incidents.change(await sealed(change, incidentCell(change.id)), by),
    entries: async (incident) => Promise.all((await incidents.entries(incident)).map(openEntry)),
    addEntry: async (incident, entry) => incidents.addEntry(incident, await sealed(entry, entryCell(entry.id))),
  };
}
