//! The bundled gazetteer: names that people, riders and taxi drivers use. An id never changes once orders hold it.

pub(crate) mod kampala;
pub(crate) mod lusaka;
pub(crate) mod nairobi;
