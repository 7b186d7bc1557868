pub(crate) fn run(_serve: Option<u16>) -> anyhow::Result<()> {
    Ok(())
}
