//! A repository that is made, extended, kept fresh and given new keys, seen by a client that was there first.

use alloc::vec::Vec;

use super::repository::*;
use crate::trust::Timestamp;
use crate::trust::tuf::TufError;
use crate::trust::tuf::edition::{Change, Current, Roles, next};

fn roles(root: &[u8], online: u8) -> Roles {
    Roles { root: keys(root, 2), targets: keys(&[TARGETS], 1), online: keys(&[online], 1) }
}

/// The repository of a world, and how editions of it come about.
struct Shop {
    world: World,
    current: Current,
}

impl Shop {
    fn new() -> Self {
        let mut world = World::new();
        world.files.clear();
        let mut shop = Self { world, current: Current::default() };
        accepted(shop.edit(Some(&roles(&ROOT, 7)), true, &[1, 2, TARGETS, 7], moment(0)));
        shop.world.kept = Files::from([("root.json".into(), shop.world.files["1.root.json"].clone())]);
        shop
    }

    fn edit(
        &mut self,
        roles: Option<&Roles>,
        targets: bool,
        seeds: &[u8],
        now: Timestamp,
    ) -> Result<(), TufError> {
        let keys: Vec<_> = seeds.iter().map(|seed| key(*seed)).collect();
        let keys: Vec<_> = keys.iter().collect();
        let targets = targets.then_some(&self.world.targets);
        let files = next(&self.current, &Change { roles, targets, keys: &keys, now })?;
        assert_eq!(files.last().unwrap().0, "timestamp.json");
        for (name, file) in files {
            let place = match name.split('.').rev().nth(1).unwrap() {
                "root" => &mut self.current.root,
                "timestamp" => &mut self.current.timestamp,
                "targets" => &mut self.current.targets,
                _ => &mut None,
            };
            *place = Some(file.clone());
            self.world.files.insert(name, file);
        }
        Ok(())
    }
}

#[test]
fn a_repository_is_made_and_a_client_follows_it() {
    let mut shop = Shop::new();
    assert_eq!(accepted(shop.world.find("app")).length(), 15);
    shop.world.targets.insert("more".into(), b"more".to_vec());
    accepted(shop.edit(None, true, &[TARGETS, 7], moment(0)));
    assert_eq!(accepted(shop.world.find("more")).length(), 4);
}

/// Freshness needs the online key alone.
#[test]
fn an_edition_that_expires_is_signed_again_by_the_online_key() {
    let mut shop = Shop::new();
    refused(shop.world.refresh_at(moment(7)), "tuf/expired");
    accepted(shop.edit(None, false, &[7], moment(7)));
    let versions = accepted(shop.world.refresh_at(moment(7))).versions();
    assert_eq!((versions.targets, versions.timestamp), (1, 2));
}

#[test]
fn every_key_can_be_replaced_link_by_link() {
    let mut shop = Shop::new();
    accepted(shop.world.refresh());
    // Two of the old root and two of the new one; the online key is another one, too.
    let new = roles(&[2, 3, 10], 8);
    accepted(shop.edit(Some(&new), false, &[2, 3, 8], moment(0)));
    let new = roles(&[10, 11, 12], 8);
    accepted(shop.edit(Some(&new), false, &[2, 10, 11, 8], moment(0)));
    assert_eq!(accepted(shop.world.refresh()).versions().root, 3);
    refused(shop.edit(None, false, &[7], moment(0)), "tuf/unsigned");
}

#[test]
fn what_clients_would_refuse_is_not_made() {
    let mut shop = Shop::new();
    let before = shop.world.files.clone();
    refused(shop.edit(Some(&roles(&[10, 11], 7)), false, &[10, 11, 7], moment(0)), "tuf/unsigned");
    refused(shop.edit(Some(&roles(&[1, 2], 7)), false, &[1, 7], moment(0)), "tuf/below-threshold");
    refused(shop.edit(None, true, &[7], moment(0)), "tuf/unsigned");
    // The targets' file is too old to be listed once more.
    refused(shop.edit(None, false, &[7], moment(90)), "tuf/expired");
    assert!(shop.world.files == before);
    let mut nothing = Shop { world: World::new(), current: Current::default() };
    refused(nothing.edit(None, true, &[1, 2, TARGETS, 7], moment(0)), "tuf/missing");
}
