//! The nouns of consent and their logic. Nothing here knows the pallet's `Config`.

pub mod access_log;
pub mod break_glass;
pub mod co_approval;
pub mod directive;
pub mod evaluation;
pub mod keys;
pub mod request;
pub mod terms;

pub use access_log::{AccessOutcome, AccessRoot, HourFlaw};
pub use break_glass::{Bar, BarReason, BreakGlass, BreakGlassStatus, OpenBreakGlass, QueueSpan, ReviewOutcome, Stage};
pub use co_approval::{CoApproval, Panel, PanelFlaw, Scheduled};
pub use directive::{Directive, DirectiveStatus, Exception, ExceptionFlaw, Provision, Ruling, Standing};
pub use evaluation::{evaluate, refused_break_glass, ActorContext, NumberedDirective};
pub use keys::{Erasure, OverdueErasure, SealedClassKey};
pub use request::{Approvals, Request, RequestStanding, RequestState};
pub use terms::{Terms, TermsFlaw};
