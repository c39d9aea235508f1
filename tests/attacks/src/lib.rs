//! Attacks, in `tests`: one file a family. Each case says who the attacker is, what they have and what they want.
//!
//! A case is played twice: as things are, where it must be stopped for the reason that it names, and again with just the
//! check off that should stop it (`chartseal-guard`), where it must reach its goal. So no case passes because the attack
//! was none.
