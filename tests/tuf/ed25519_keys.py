"""A plugin of pytest: repositories of the suite sign with Ed25519 where a test asks for no other algorithm."""

from tuf_conformance._internal.repository_simulator import RepositorySimulator

_new_signer = RepositorySimulator.new_signer


def new_signer(self, keytype="ed25519", scheme="ed25519"):
    return _new_signer(self, keytype, scheme)


RepositorySimulator.new_signer = new_signer
