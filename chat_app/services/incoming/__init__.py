"""What other programs send to a webhook, in Slack's and Mattermost's formats, as a message of ours."""
