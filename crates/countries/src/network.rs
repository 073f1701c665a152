//! Which network a number is probably on, and how to find a prompt that did not show.

use kernel::{Network, PhoneNumber};
use words::Lang;

use crate::{Country, LostPrompt};

/// The network whose prefix a number has. A guess to preselect, never a reason to refuse: people keep their number when
/// they change network, and an unknown prefix asks.
pub fn guess_network(phone: &PhoneNumber) -> Option<Network> {
    Country::ALL
        .iter()
        .flat_map(|country| country.pack().network_prefixes)
        .filter(|(prefix, _)| phone.digits().starts_with(prefix))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, network)| *network)
}

fn lost_prompt(network: Network) -> Option<&'static LostPrompt> {
    Country::ALL
        .iter()
        .flat_map(|country| country.pack().lost_prompts)
        .find(|found| found.network == network)
}

/// The operator's own steps to find a lost prompt, one sentence each. Empty for a network without any.
pub fn lost_prompt_steps(network: Network, lang: Lang) -> Vec<&'static str> {
    let steps = lost_prompt(network).map_or(&[][..], |found| found.steps);
    steps.iter().map(|step| step.in_lang(lang)).collect()
}

/// The code that opens the network's mobile-money menu, for a link that dials.
pub fn lost_prompt_ussd(network: Network) -> Option<&'static str> {
    lost_prompt(network).map(|found| found.ussd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(e164: &str) -> Option<Network> {
        guess_network(&PhoneNumber::from_e164(e164).unwrap())
    }

    #[test]
    fn a_prefix_suggests_its_network() {
        assert_eq!(guess("+260763456789"), Some(Network::MtnZambia));
        assert_eq!(guess("+260973456789"), Some(Network::AirtelZambia));
        assert_eq!(guess("+260953456700"), Some(Network::ZamtelZambia));
        assert_eq!(guess("+254703456019"), Some(Network::MpesaKenya));
        assert_eq!(guess("+256783456789"), Some(Network::MtnUganda));
        assert_eq!(guess("+256753456789"), Some(Network::AirtelUganda));
    }

    #[test]
    fn an_unknown_prefix_asks() {
        assert_eq!(guess("+260983456789"), None);
        assert_eq!(guess("+254733456019"), None);
        assert_eq!(guess("+254744456019"), None);
        assert_eq!(guess("+447911123456"), None);
    }

    #[test]
    fn every_network_has_steps_in_both_languages() {
        for network in Network::ALL {
            let (en, sw) = (
                lost_prompt_steps(network, Lang::En),
                lost_prompt_steps(network, Lang::Sw),
            );
            assert!(en.len() >= 3, "{network}");
            for (en, sw) in en.iter().zip(&sw) {
                assert_ne!(en, sw);
                assert!(en.ends_with('.') && sw.ends_with('.') && !en.contains('!'));
            }
            assert!(lost_prompt_ussd(network).is_some());
        }
    }
}
