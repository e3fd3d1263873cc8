// The types without an id of their own: their objects are parts of others, and caches keep them there.
export const values = [
  // Parts of a delivery, of a booking that is rehearsed, and of the settings.
  'Booking', 'ClosedPeriod', 'CutOff', 'DeliveryLocation', 'Editability', 'EditabilityReason', 'Money', 'Phone', 'Recipient',
  'TimeWindow', 'ZipRange', 'ZoneWindow',
  // Events and what they changed.
  'DeliveryChange', 'FieldChange', 'HistoryEntry', 'SweepChange',
  // What one request computes: nothing stored that it could be asked for again by an id.
  'CallUsage', 'DeliveryResult', 'DeliveryStateCount', 'Fact', 'OpenSlot', 'RateLimit', 'RehearsedDelivery', 'Rule', 'Slot',
  'SlotReason', 'Violation',
]
