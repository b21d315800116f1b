# SPDX-License-Identifier: Apache-2.0
"""The report as a FHIR R4 (4.0.1) document: a Bundle that holds what its pages show, and no more.

It is made from the same cut of the record as the pages: same period, same sections, without the
entries that were left out, with the notes that were chosen. What the app works out (response,
burden, spacing) stays on the pages; here is what it was worked out from.

=========================  ========================================================================
Composition                type LOINC 51855-5; one section for each of the report's, each with a
                           narrative that is made from its resources. A section that the patient
                           left out is there as ``withheld``, one without data as ``unavailable``
Patient, Device            whom it is about, and the app that wrote it down; both are its authors
Practitioner, Organization the prescriber and the clinic, as told
Condition                  what the treatment is for, as told: unconfirmed
Questionnaire              the questionnaire's own file, as it ships
QuestionnaireResponse      item 9, the unscored item and the total; every answer where the patient
                           chose that. One that does not hold all is tagged SUBSETTED
Observation (survey)       total, item 9 and chosen items, derived from their response; daily mood,
                           own trackers, check-ins, the session's ratings, scores measured elsewhere,
                           questions, what was decided and chosen notes, under local codes where
                           there is no confirmed one
Observation (vital signs)  blood pressure before, at its peak and before leaving. Where every answer
                           was chosen: every reading, with pulse and oxygen saturation
Observation (symptom)      a side effect in the shape of HL7's Symptoms Data Standards (LOINC
                           75325-1, severity 64750-3), without claiming their profile: the address
                           of their category was not confirmed
MedicationStatement        a session's dose as told by the patient, and the medicines. A SNOMED route
                           where two sources agree; RxNorm codes are not confirmed and stay out
CarePlan                   how many sessions are planned
Appointment                the next visit, else the last one, and the next session: the day alone
=========================  ========================================================================

The same scope gives the same bytes: every name is made from the entry's own and from when the
document was made. A pseudonymous document has no name, birth date, prescriber, clinic, telephone
number or name of who measured elsewhere; what the patient typed into the chosen sections stays as
it is.
"""

from companion.exchange.fhir.writing import document

__all__ = ["document"]
