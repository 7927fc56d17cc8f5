use super::*;
use crate::EndpointBytesOf;

fn address(text: &str) -> Option<EndpointBytesOf<Test>> {
	Some(text.as_bytes().to_vec().try_into().unwrap())
}

#[test]
fn set_endpoint_should_publish_move_and_withdraw_when_an_organisation_calls() {
	ExtBuilder::default().build_and_execute(|| {
		for text in ["https://blobs.hospital.example", "s3://salus-records"] {
			assert_ok!(Participants::set_endpoint(signed(HOSPITAL), address(text)));
			assert_eq!(Participants::endpoint(HOSPITAL), Some(text.as_bytes().to_vec()));
			assert_last_event(Event::EndpointChanged { account: HOSPITAL });
		}
		assert_ok!(Participants::set_endpoint(signed(HOSPITAL), None));
		assert!(!Endpoints::<Test>::contains_key(HOSPITAL));
		assert_last_event(Event::EndpointChanged { account: HOSPITAL });
	});
}

#[test]
fn set_endpoint_should_take_the_longest_address_when_the_bound_is_reached() {
	ExtBuilder::default().build_and_execute(|| {
		let longest = format!("https://{}", "a".repeat(56));
		assert_ok!(Participants::set_endpoint(signed(HOSPITAL), address(&longest)));
		assert!(EndpointBytesOf::<Test>::try_from(format!("{longest}a").into_bytes()).is_err());
	});
}

#[test]
fn set_endpoint_should_fail_when_the_address_is_not_valid() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::set_endpoint(signed(HOSPITAL), address("s3://salus")));
		for text in ["", "http://blobs.example", "https://user:secret@blobs.example", "https://a b", "s3://"] {
			assert_noop!(Participants::set_endpoint(signed(HOSPITAL), address(text)), Error::<Test>::InvalidEndpoint);
		}
		assert_eq!(Participants::endpoint(HOSPITAL), Some(b"s3://salus".to_vec()));
	});
}

#[test]
fn set_endpoint_should_fail_when_the_signer_is_a_person() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		for who in [DOCTOR, PATIENT] {
			assert_noop!(
				Participants::set_endpoint(signed(who.clone()), address("s3://salus")),
				Error::<Test>::NotOrganisation
			);
			assert_noop!(Participants::set_endpoint(signed(who), None), Error::<Test>::NotOrganisation);
		}
	});
}

#[test]
fn set_endpoint_should_fail_when_the_signer_is_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::set_endpoint(signed(STRANGER), None), Error::<Test>::NotRegistered);
	});
}

#[test]
fn set_endpoint_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::set_endpoint(RuntimeOrigin::root(), None), BadOrigin);
	});
}
