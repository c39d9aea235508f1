//! What every backend does alike. The embedded one is tested always; the one for a chain with wasmd if `CHARTSEAL_NETWORK`
//! names the `network.json` of a running chain (`scripts/localnet up`).
//!
//! The contract is the record anchor, of which only the messages that all four contracts have are used.

mod behaviours;
mod fees;
#[path = "../common/http.rs"]
mod http;
#[path = "../common/lies.rs"]
mod lies;
mod lying;
mod network;
mod place;

use place::Place;

/// A test of each backend for each behaviour.
macro_rules! conformance {
    ($($behaviour:ident),+ $(,)?) => {
        mod embedded {
            $(#[test]
            fn $behaviour() {
                let place = super::Place::embedded();
                place.run(super::behaviours::$behaviour(&place));
            })+
        }

        mod wasmd {
            $(#[test]
            fn $behaviour() {
                let Some(place) = super::Place::wasmd(stringify!($behaviour)) else { return };
                place.run(super::behaviours::$behaviour(&place));
            })+
        }
    };
}

conformance!(
    a_contract_is_made_where_it_was_foretold_and_once,
    a_message_makes_a_block_later_than_the_one_before,
    events_come_as_the_contract_wrote_them,
    a_refusal_comes_in_the_contracts_words_and_leaves_nothing,
    a_refused_query_comes_in_the_contracts_words,
    messages_of_another_shape_are_refused,
    several_messages_are_all_or_nothing,
    a_transaction_needs_a_message,
    past_heights_are_as_they_were,
    heights_that_there_are_none_of_are_refused,
    raw_reads_tell_nothing_from_no_contract,
    a_transaction_is_found_by_its_hash,
    events_come_in_order_page_by_page,
    senders_at_once_do_not_meet,
    codes_and_addresses_that_are_not_there_are_refused,
    only_the_admin_migrates_and_only_forward,
);
