//! Why money did not move: in the fewest words, in one sentence, and with one next step. A reason without words does not
//! compile.

use kernel::Refusal;

use crate::Lang;

/// A refusal in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusalText {
    /// The fewest words, without a full stop, for a timeline or a table.
    pub short: &'static str,
    /// One plain sentence: what happened.
    pub what: &'static str,
    /// One plain sentence: what to do next.
    pub next: &'static str,
}

macro_rules! refusals {
    ($($reason:ident {
        en $short:literal, $what:literal, $next:literal;
        sw $short_sw:literal, $what_sw:literal, $next_sw:literal
    })+) => {
        impl Lang {
            /// A refusal in words: what happened, and the one next step.
            pub const fn refusal(self, reason: Refusal) -> RefusalText {
                let (en, sw) = match reason {
                    $(Refusal::$reason => (
                        RefusalText { short: $short, what: $what, next: $next },
                        RefusalText { short: $short_sw, what: $what_sw, next: $next_sw },
                    ),)+
                };
                match self {
                    Self::En => en,
                    Self::Sw => sw,
                }
            }
        }
    };
}

refusals! {
    NotApproved {
        en "Not approved", "The payment was not approved on the phone.", "Try again, and enter your PIN when the prompt comes.";
        sw "Haikukubaliwa", "Malipo hayakukubaliwa kwenye simu.", "Jaribu tena, na uweke PIN ombi likija."
    }
    InsufficientBalance {
        en "Not enough money", "There is not enough money on this mobile-money number.", "Add money to it, or pay from another number.";
        sw "Salio halitoshi", "Salio la namba hii ya pesa ya simu halitoshi.", "Ongeza pesa, au lipa kwa namba nyingine."
    }
    PayerNotFound {
        en "Number has no mobile money", "This number has no mobile money on the network you chose.", "Choose another network, or use another number.";
        sw "Namba haina pesa ya simu", "Namba hii haina pesa ya simu kwenye mtandao uliochagua.", "Chagua mtandao mwingine, au tumia namba nyingine."
    }
    PayerLimit {
        en "Limit reached", "This number has reached its mobile-money limit.", "Pay from another number, or try again tomorrow.";
        sw "Kikomo kimefikiwa", "Namba hii imefikia kikomo chake cha pesa ya simu.", "Lipa kwa namba nyingine, au jaribu tena kesho."
    }
    WalletLimit {
        en "Wallet limit reached", "The mobile-money wallet is at its limit.", "Pay from another number.";
        sw "Kikomo cha pochi kimefikiwa", "Pochi ya pesa ya simu imefikia kikomo.", "Lipa kwa namba nyingine."
    }
    AnotherInProgress {
        en "Another payment is open", "Another payment is still open on this phone.", "Finish or close it, wait ten minutes, then try again.";
        sw "Kuna malipo mengine wazi", "Malipo mengine bado yako wazi kwenye simu hii.", "Yamalize au yafunge, subiri dakika kumi, kisha ujaribu tena."
    }
    AmountOutOfBounds {
        en "Amount not carried", "The network does not carry this amount in one payment.", "Pay with another network, or change the cart.";
        sw "Kiasi hakipokelewi", "Mtandao hauruhusu kiasi hiki kwa malipo mamoja.", "Lipa kwa mtandao mwingine, au badilisha kikapu."
    }
    InvalidAmount {
        en "Amount not accepted", "The network did not accept the amount.", "Pay with another network. We look into it.";
        sw "Kiasi hakikukubaliwa", "Mtandao haukukubali kiasi.", "Lipa kwa mtandao mwingine. Tunalichunguza."
    }
    InvalidNumber {
        en "Number not accepted", "The network does not accept this number.", "Check the number, or use another one.";
        sw "Namba haikukubaliwa", "Mtandao haukubali namba hii.", "Angalia namba, au tumia nyingine."
    }
    CurrencyNotAccepted {
        en "Currency not accepted", "The network does not take this currency.", "Pay with another network.";
        sw "Sarafu haikukubaliwa", "Mtandao haupokei sarafu hii.", "Lipa kwa mtandao mwingine."
    }
    NetworkNotAccepted {
        en "Network not reached", "We cannot collect from this network yet.", "Pay with another network.";
        sw "Mtandao haufikiwi", "Bado hatuwezi kupokea malipo kwa mtandao huu.", "Lipa kwa mtandao mwingine."
    }
    NetworkUnavailable {
        en "Network away", "The network does not take payments at the moment.", "Pay with another network, or try again in a few minutes.";
        sw "Mtandao haupatikani", "Mtandao haupokei malipo kwa sasa.", "Lipa kwa mtandao mwingine, au jaribu tena baada ya dakika chache."
    }
    Unspecified {
        en "No reason given", "The network refused the payment and gave no reason.", "Try again, or pay from another number.";
        sw "Hakuna sababu iliyotolewa", "Mtandao ulikataa malipo bila kutoa sababu.", "Jaribu tena, au lipa kwa namba nyingine."
    }
    Expired {
        en "Time ran out", "No PIN was entered in time.", "Try again with the phone in your hand.";
        sw "Muda umeisha", "PIN haikuwekwa kwa wakati.", "Jaribu tena ukiwa na simu mkononi."
    }
    NeverArrived {
        en "Request did not arrive", "Our request did not reach the network.", "Try again. It is safe: nothing was asked of your phone.";
        sw "Ombi halikufika", "Ombi letu halikufika kwenye mtandao.", "Jaribu tena. Ni salama: simu yako haikuombwa kitu."
    }
    Configuration {
        en "Fault on our side", "We could not start the payment. The fault is ours.", "Pay with another network. We have been told.";
        sw "Tatizo upande wetu", "Hatukuweza kuanzisha malipo. Kosa ni letu.", "Lipa kwa mtandao mwingine. Tumejulishwa."
    }
    SetAside {
        en "Not the amount", "Money came, but not the amount we asked for. It is set aside for you.", "A person sends it where it belongs. You can pay the order again.";
        sw "Si kiasi chenyewe", "Pesa zilifika, lakini si kiasi tulichoomba. Zimewekwa kando kwa ajili yako.", "Mtu atazituma zinapostahili. Unaweza kulipia oda tena."
    }

    // Payouts and refunds: read by merchants and admins.
    RecipientNotFound {
        en "Number not on the network", "The number that should get the money is not on this network.", "Check the number and the network, then send again.";
        sw "Namba haipo kwenye mtandao", "Namba inayopaswa kupokea pesa haipo kwenye mtandao huu.", "Angalia namba na mtandao, kisha utume tena."
    }
    RecipientLimit {
        en "Receiver’s limit reached", "The receiver has reached the mobile-money limit.", "Send again tomorrow, or to another number.";
        sw "Kikomo cha mpokeaji", "Mpokeaji amefikia kikomo cha pesa ya simu.", "Tuma tena kesho, au kwa namba nyingine."
    }
    Cancelled {
        en "Cancelled", "A person cancelled it before it was sent.", "Ask for it again if it is still owed.";
        sw "Imeghairiwa", "Mtu aliighairi kabla haijatumwa.", "Iombe tena kama bado inadaiwa."
    }
    FloatEmpty {
        en "Not enough money at the provider", "Our account at the provider does not hold enough.", "Add money to that account, then send again.";
        sw "Salio kwa mtoa huduma halitoshi", "Akaunti yetu kwa mtoa huduma haina pesa za kutosha.", "Ongeza pesa kwenye akaunti hiyo, kisha utume tena."
    }
    RefundTooLarge {
        en "More than remains", "The refund is more than what remains of the payment.", "Refund the rest, or give the difference another way.";
        sw "Zaidi ya kilichobaki", "Kiasi cha kurudisha kinazidi kilichobaki cha malipo.", "Rudisha kilichobaki, au toa tofauti kwa njia nyingine."
    }
    AlreadyRefunded {
        en "Already sent back", "The whole payment has been sent back already.", "There is nothing more to send.";
        sw "Tayari imerudishwa", "Malipo yote tayari yamerudishwa.", "Hakuna kingine cha kutuma."
    }
    RefundInProgress {
        en "Another refund is open", "Another refund of this payment has not ended.", "Wait for it to end, then look again.";
        sw "Kuna urejeshaji mwingine wazi", "Urejeshaji mwingine wa malipo haya haujamalizika.", "Subiri umalizike, kisha uangalie tena."
    }
    OriginalNotFound {
        en "Payment not known there", "The provider does not know the payment to send back.", "Compare the payment with the provider’s statement.";
        sw "Malipo hayajulikani huko", "Mtoa huduma hayajui malipo ya kurudisha.", "Linganisha malipo na taarifa ya mtoa huduma."
    }
    WrongState {
        en "Not possible now", "The provider does not allow it in the payment’s present state.", "Ask the provider for the state, then decide.";
        sw "Haiwezekani kwa sasa", "Mtoa huduma haruhusu kwa hali ya sasa ya malipo.", "Muulize mtoa huduma hali, kisha uamue."
    }
}
